import { randomBytes } from "node:crypto";
import { Failure } from "./failure.ts";
import { createVault, type Vault } from "./secrets.ts";

/*
 * Seals of persons. Whatever is written of a person outside their own document is sealed with a key that stands only in
 * that document. Whoever shows it reads the key at that moment; once the document is gone, nothing that was written
 * before, or is still written from the memory of any process, can be read any more. Keys are remembered for sealing
 * only, never for opening. A crash leaves nothing half done: there is nothing to do but to delete the document.
 */

/** A text of one person, readable as long as they exist. */
export interface Sealed {
  /** The person's id. */
  readonly of: string;
  readonly sealed: string;
}

export const isSealed = (value: unknown): value is Sealed =>
  typeof value === "object" && value !== null && "sealed" in value && "of" in value;

/** Where the keys stand. */
export interface PersonKeys {
  /** Of these persons those who exist, with their keys; null for one who has none yet. */
  find(ids: readonly string[]): Promise<ReadonlyMap<string, string | null>>;
  /** A person's key, made now if there was none; null when they are gone. */
  require(id: string): Promise<string | null>;
}

/** Opens what is sealed of a few persons, by the keys as they stood when it was made. */
export interface SealReader {
  exists(id: string): boolean;
  /** Null when the person is gone. */
  open(value: Sealed): string | null;
}

export interface Seals {
  /** Remembers a key that was just read with its person, so that sealing need not read it again. */
  meet(id: string, key: string): void;
  /** Seals a text of a person. Of one who is gone it can never be opened. */
  seal(id: string, text: string): Promise<Sealed>;
  /** Reads the keys of these persons now. */
  reader(ids: Iterable<string>): Promise<SealReader>;
}

/** An answer cannot be given again: it is about a person who was erased meanwhile. Shown as not_found. */
export class PersonErased extends Failure {
  constructor() {
    super("not_found", { detail: "The first answer was about a customer who has been erased since." });
  }
}

export const newPersonKey = (): string => randomBytes(32).toString("base64url");

/** Persons met last; beyond them a key is read again. */
const mostRemembered = 10_000;

export const openSeals = (keys: PersonKeys): Seals => {
  const met = new Map<string, Vault>();
  const remember = (id: string, key: string): Vault => {
    const vault = createVault(key);
    met.set(id, vault);
    const [oldest] = met.size > mostRemembered ? met.keys() : [];
    if (oldest !== undefined) met.delete(oldest);
    return vault;
  };
  const vaultOf = async (id: string): Promise<Vault> => {
    const known = met.get(id);
    if (known !== undefined) return known;
    const key = await keys.require(id);
    return key === null ? createVault(newPersonKey()) : remember(id, key);
  };
  return {
    meet(id, key) {
      if (!met.has(id)) remember(id, key);
    },
    async seal(id, text) {
      return { of: id, sealed: (await vaultOf(id)).seal(text) };
    },
    async reader(ids) {
      const wanted = [...new Set(ids)];
      const found = wanted.length === 0 ? new Map<string, string | null>() : await keys.find(wanted);
      const vaults = new Map<string, Vault>();
      return {
        exists: (id) => found.has(id),
        open({ of, sealed }) {
          const key = found.get(of);
          if (!key) return null;
          const vault = vaults.get(of) ?? createVault(key);
          vaults.set(of, vault);
          return vault.open(sealed);
        },
      };
    },
  };
};
