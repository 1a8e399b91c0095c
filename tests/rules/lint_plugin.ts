/** The house's own lint rules; `deno lint` and the editor show them beside Deno's. */

/** Silently broken under precompiled JSX (hono #4326): context arrives by props here. */
const BROKEN_JSX = new Set(["createContext", "useContext", "useRequestContext", "ErrorBoundary"]);

/** Who may read the wall clock: what starts a process, and the session library's adapter. */
const CLOCK_READERS =
  /\/(src\/(main|start)\.ts|src\/auth\/session\.ts|src\/cli\/|tests\/|bench\/|printer-daemon\/main\.ts|static\/)/;

const plugin: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "no-default-export": {
      create: (context) => ({
        ExportDefaultDeclaration(node) {
          if (context.filename.endsWith("lint_plugin.ts")) return;
          context.report({ node, message: "Export by name: a default export has none that holds." });
        },
      }),
    },
    "no-broken-jsx": {
      create: (context) => ({
        "ImportDeclaration[source.value=/^hono\\/jsx/]"(node: Deno.lint.ImportDeclaration) {
          for (const specifier of node.specifiers) {
            if (specifier.type !== "ImportSpecifier") continue;
            const { imported } = specifier;
            const name = imported.type === "Identifier" ? imported.name : "";
            if (BROKEN_JSX.has(name)) {
              context.report({ node: specifier, message: `${name} breaks under precompiled JSX.` });
            }
          }
        },
      }),
    },
    "no-inline-style": {
      create: (context) => ({
        'JSXAttribute[name.name="style"]'(node: Deno.lint.JSXAttribute) {
          if (/\/views\/mail\//.test(context.filename)) return;
          context.report({
            node,
            message: "The Content-Security-Policy forbids style attributes: use a class.",
          });
        },
      }),
    },
    "no-wall-clock": {
      create: (context) => {
        const allowed = CLOCK_READERS.test(context.filename);
        const message = "Time comes by ctx.now or an argument.";
        return {
          'CallExpression[callee.object.name="Date"][callee.property.name="now"]'(
            node: Deno.lint.CallExpression,
          ) {
            if (!allowed) context.report({ node, message });
          },
          'NewExpression[callee.name="Date"][arguments.length=0]'(node: Deno.lint.NewExpression) {
            if (!allowed) context.report({ node, message });
          },
        };
      },
    },
  },
};

export default plugin;
