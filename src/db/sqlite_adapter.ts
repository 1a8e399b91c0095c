import { type SelectModifierNode, SqliteAdapter, SqliteQueryCompiler } from "kysely";

export class PortableSqliteAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * Leaves out `for update` and its kin: SQLite has no row locks and needs none, because a write transaction is alone.
 * So commands lock a row with plain `.forUpdate()` on every engine.
 */
export class PortableSqliteCompiler extends SqliteQueryCompiler {
  protected override visitSelectModifier(node: SelectModifierNode): void {
    if (node.modifier === undefined || node.modifier === "Distinct") super.visitSelectModifier(node);
  }
}

export function quoted(identifier: string): string {
  return `"${identifier.replaceAll('"', '""')}"`;
}
