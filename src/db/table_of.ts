import { AliasNode, type CompiledQuery, type OperationNode, TableNode } from "kysely";

/** The table that a statement is about, the first where there are several; null where its root names none. */
export function tableOf({ query }: CompiledQuery): string | null {
  switch (query.kind) {
    case "SelectQueryNode":
    case "DeleteQueryNode":
      return nameOf(query.from?.froms[0]);
    case "InsertQueryNode":
      return nameOf(query.into);
    case "UpdateQueryNode":
      return nameOf(query.table);
    default:
      return null;
  }
}

function nameOf(node: OperationNode | undefined): string | null {
  if (node === undefined) return null;
  const named = AliasNode.is(node) ? node.node : node;
  return TableNode.is(named) ? named.table.identifier.name : null;
}
