import { ObjectId } from "bson";
import { decodeElement, findElement } from "../bson/fields.ts";
import { isPlainObject } from "../bson/types.ts";
import { CommandError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import { batchOf, runBatch, writeReply } from "./batch.ts";
import type { Command } from "./command.ts";
import { namespaceOf } from "./options.ts";

export const insert: Command = {
  kind: "write",
  options: ["documents", "ordered", "bypassDocumentValidation"],
  run: (command, { store }) => {
    const namespace = namespaceOf(command, "insert");
    const documents = batchOf(command, "documents") as unknown as Buffer[];
    let n = 0;
    const errors = runBatch(command, documents, (raw) => {
      insertInto(store, namespace, raw);
      n++;
    });
    return writeReply({ n }, errors);
  },
};

/** Inserts one document as it came, making its collection where there is none. */
export function insertInto(store: Store, namespace: string, raw: Buffer): void {
  const { stored, _id } = withLeadingId(raw);
  store.create(namespace).insert(stored, _id);
}

const maxDocumentBytes = 16 * 1024 * 1024;

/** The document as it is stored: `_id` first, made where it is missing. */
function withLeadingId(raw: Buffer): { stored: Buffer; _id: unknown } {
  if (raw.length > maxDocumentBytes)
    throw new CommandError("BSONObjectTooLarge", "object to insert too large");
  const element = findElement(raw, "_id");
  if (!element) {
    const _id = new ObjectId();
    return { stored: join(Buffer.concat([idHead, _id.id]), raw.subarray(4)), _id };
  }
  if (element.type === 0x04 || element.type === 0x0b || element.type === 0x06) {
    const type = element.type === 0x04 ? "array" : element.type === 0x0b ? "regex" : "undefined";
    throw new CommandError("InvalidIdField", `The '_id' value cannot be of type ${type}`);
  }
  const _id = decodeElement(raw, element);
  assertId(_id);
  if (element.start === 4) return { stored: raw, _id };
  const others = Buffer.concat([raw.subarray(4, element.start), raw.subarray(element.end)]);
  return { stored: join(raw.subarray(element.start, element.end), others), _id };
}

const idHead = Buffer.from([0x07, 0x5f, 0x69, 0x64, 0x00]);

function join(head: Buffer, rest: Buffer): Buffer {
  const size = Buffer.allocUnsafe(4);
  size.writeInt32LE(4 + head.length + rest.length);
  return Buffer.concat([size, head, rest]);
}

export function assertId(_id: unknown): void {
  const type = Array.isArray(_id)
    ? "array"
    : (_id as object | null)?.constructor.name === "BSONRegExp"
      ? "regex"
      : undefined;
  if (type) throw new CommandError("InvalidIdField", `The '_id' value cannot be of type ${type}`);
  const operator = isPlainObject(_id) ? Object.keys(_id).find((name) => name.startsWith("$")) : undefined;
  if (operator)
    throw new CommandError(
      "DollarPrefixedFieldName",
      `_id fields may not contain '$'-prefixed fields: ${operator} is not valid for storage.`,
    );
}
