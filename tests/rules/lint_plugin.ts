/** The house's own lint rules; `deno lint` and the editor show them beside Deno's. */

/** Silently broken under precompiled JSX (hono #4326): context arrives by props here. */
const BROKEN_JSX = new Set(["createContext", "useContext", "useRequestContext", "ErrorBoundary"]);

/** Who may read the wall clock: what starts a process, examples for others, and the session library's adapter. */
const CLOCK_READERS =
  /\/(src\/(main|start)\.ts|src\/auth\/session\.ts|src\/cli\/|tests\/|bench\/|examples\/|printer-daemon\/main\.ts|static\/)/;

/** Where money is read and written as text; everywhere else it is counted in whole minor units. */
const MONEY_ROOMS = /\/(src|views)\/(?!lib\/money\.ts$)/;
const MONEY_NAME = /(^|_)minor$|Minor$|^amount$|Amount$/;
const FLOAT = "Money is a whole number of minor units: src/lib/money.ts reads, writes and converts it.";

/** Whether an expression is called like an amount, also below a sign, brackets, `as` or a function of `Math`. */
function isMoney(node: Deno.lint.Node | null | undefined): boolean {
  switch (node?.type) {
    case "Identifier":
      return MONEY_NAME.test(node.name);
    case "MemberExpression":
      return node.computed ? false : isMoney(node.property);
    case "ChainExpression":
    case "TSAsExpression":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return isMoney(node.expression);
    case "UnaryExpression":
      return isMoney(node.argument);
    case "BinaryExpression":
    case "LogicalExpression":
      return isMoney(node.left) || isMoney(node.right);
    case "CallExpression":
      return isMathCall(node) && node.arguments.some(isMoney);
    default:
      return false;
  }
}

function isMathCall({ callee }: Deno.lint.CallExpression): boolean {
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" &&
    callee.object.name === "Math";
}

/** `0.5`, `-1.25`, `1e-3`; 12 and `1_000` are whole. */
function isFraction(node: Deno.lint.Node | null | undefined): boolean {
  if (node?.type === "UnaryExpression") return isFraction(node.argument);
  return node?.type === "Literal" && typeof node.value === "number" &&
    !Number.isInteger(Number(node.raw.replaceAll("_", "")));
}

/** What the name of a property, a variable or a parameter is, when it has one. */
function isMoneyKey(node: Deno.lint.Node): boolean {
  return isMoney(node) || (node.type === "Literal" && MONEY_NAME.test(String(node.value)));
}

const noFloatMoney: Deno.lint.Rule = {
  create(context) {
    if (!MONEY_ROOMS.test(context.filename)) return {};
    const refuse = (node: Deno.lint.Node) => context.report({ node, message: FLOAT });
    return {
      CallExpression(node) {
        const { callee } = node;
        const name = callee.type === "Identifier" ? callee.name : "";
        if (name === "parseFloat") refuse(node);
        else if ((name === "Number" || name === "parseInt") && node.arguments.some(isMoney)) refuse(node);
        if (callee.type !== "MemberExpression" || callee.property.type !== "Identifier") return;
        const writes = ["toFixed", "toPrecision", "parseFloat"].includes(callee.property.name);
        if (writes && (isMoney(callee.object) || callee.property.name === "parseFloat")) refuse(node);
      },
      BinaryExpression(node) {
        const { operator, left, right } = node;
        if (operator === "/" && (isMoney(left) || isMoney(right))) refuse(node);
        if (!["+", "-", "*", "%"].includes(operator)) return;
        if ((isMoney(left) && isFraction(right)) || (isMoney(right) && isFraction(left))) refuse(node);
      },
      AssignmentExpression(node) {
        if (!isMoney(node.left)) return;
        if (node.operator === "/=" || isFraction(node.right)) refuse(node);
      },
      UnaryExpression(node) {
        if (node.operator === "+" && isMoney(node.argument)) refuse(node);
      },
      VariableDeclarator(node) {
        if (isMoneyKey(node.id) && isFraction(node.init)) refuse(node);
      },
      AssignmentPattern(node) {
        if (isMoneyKey(node.left) && isFraction(node.right)) refuse(node);
      },
      Property(node) {
        if (isMoneyKey(node.key) && isFraction(node.value)) refuse(node);
      },
    };
  },
};

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
    "no-float-money": noFloatMoney,
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
