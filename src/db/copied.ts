/** A table of a copy with how many rows it has. */
export interface CopiedTable {
  name: string;
  rows: number;
}
