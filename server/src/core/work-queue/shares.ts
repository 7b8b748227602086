import type { WorkItem } from "./item.ts";
import type { Wanted } from "./queue.ts";
import type { WorkKind } from "./turn.ts";

type Whose = Pick<WorkItem, "kind" | "business_id">;

/** Who has how many turns under way: no kind and no business takes the place of another. */
export class Shares {
  readonly #kinds: ReadonlyMap<string, WorkKind>;
  readonly #ofKind = new Map<string, number>();
  readonly #ofBusiness = new Map<string, { readonly whose: Whose; count: number }>();

  constructor(kinds: readonly WorkKind[]) {
    this.#kinds = new Map(kinds.map((kind) => [kind.kind, kind]));
  }

  hasRoom(item: Whose): boolean {
    const kind = this.#kinds.get(item.kind);
    if (kind === undefined || this.#count(item.kind) >= kind.atOnce) return false;
    return (this.#ofBusiness.get(keyOf(item))?.count ?? 0) < kind.perBusiness;
  }

  begin(item: Whose): void {
    this.#ofKind.set(item.kind, this.#count(item.kind) + 1);
    const known = this.#ofBusiness.get(keyOf(item)) ?? { whose: item, count: 0 };
    known.count += 1;
    this.#ofBusiness.set(keyOf(item), known);
  }

  end(item: Whose): void {
    this.#ofKind.set(item.kind, this.#count(item.kind) - 1);
    const known = this.#ofBusiness.get(keyOf(item));
    if (known === undefined) return;
    known.count -= 1;
    if (known.count === 0) this.#ofBusiness.delete(keyOf(item));
  }

  /** What there is room for. */
  wanted(): Omit<Wanted, "limit"> {
    const kinds = [...this.#kinds.values()].filter(({ kind, atOnce }) => this.#count(kind) < atOnce);
    const except = [...this.#ofBusiness.values()].flatMap(({ whose }) =>
      this.hasRoom(whose) ? [] : [{ kind: whose.kind, business_id: whose.business_id }],
    );
    return {
      kinds: kinds.map(({ kind }) => kind),
      except: except.filter(({ kind }) => kinds.some((open) => open.kind === kind)),
    };
  }

  #count(kind: string): number {
    return this.#ofKind.get(kind) ?? 0;
  }
}

const keyOf = ({ kind, business_id: business }: Whose): string => `${kind}:${business ?? ""}`;
