import { serialize } from "bson";
import { asBuffer, decode, decodeCommand, type Document } from "../bson/decode.ts";
import { CursorReply, type Reply } from "../commands/reply.ts";
import { CommandError } from "../errors.ts";

const opReply = 1;
const opQuery = 2004;
const opMsg = 2013;
const flags = { checksumPresent: 1, moreToCome: 2, exhaustAllowed: 1 << 16 } as const;
const knownRequiredFlags = flags.checksumPresent | flags.moreToCome;
const maxMessageBytes = 48_000_000;

export interface Message {
  requestId: number;
  command: Document;
  /** The sender wants no answer (`moreToCome`). */
  isSilent: boolean;
  /** Came as OP_QUERY, the form of the first hello of older drivers; its answer is an OP_REPLY. */
  isLegacy: boolean;
}

/**
 * Takes whole messages out of a stream of bytes. OP_MSG is all that drivers speak since MongoDB 3.6; OP_QUERY is read for the opening hello alone.
 * A malformed length or opcode ends the connection, as there is no telling where the next message begins. exhaustAllowed is a permission
 * that this server never uses: each answer is one message.
 */
export class MessageReader {
  #pending: Buffer[] = [];
  #size = 0;

  push(chunk: Buffer): Message[] {
    this.#pending.push(chunk);
    this.#size += chunk.length;
    if (this.#size < 16) return [];
    let bytes = this.#joined();
    if (!bytes) return [];
    const messages: Message[] = [];
    while (bytes.length >= 16) {
      const length = bytes.readInt32LE(0);
      if (length < 16 || length > maxMessageBytes)
        throw new CommandError("ProtocolError", `invalid message length ${length}`);
      if (bytes.length < length) break;
      messages.push(parse(bytes.subarray(0, length)));
      bytes = bytes.subarray(length);
    }
    this.#pending = bytes.length > 0 ? [bytes] : [];
    this.#size = bytes.length;
    return messages;
  }

  /** Joins the chunks only once the message they begin is complete: a large one would otherwise be copied with every chunk. */
  #joined(): Buffer | undefined {
    const [first] = this.#pending as [Buffer];
    if (this.#pending.length === 1) return first;
    if (first.length >= 16 && this.#size < first.readInt32LE(0)) return undefined;
    return Buffer.concat(this.#pending);
  }
}

function parse(bytes: Buffer): Message {
  const requestId = bytes.readInt32LE(4);
  const opcode = bytes.readInt32LE(12);
  if (opcode === opMsg) return parseMessage(bytes, requestId);
  if (opcode === opQuery) return parseQuery(bytes, requestId);
  throw new CommandError("ProtocolError", `unsupported opcode ${opcode}`);
}

/** Batches whose documents are decoded where they are run, and only as far as they have to be. */
const rawArrays: ReadonlySet<string> = new Set(["documents", "ops"]);

function parseMessage(bytes: Buffer, requestId: number): Message {
  const bits = bytes.readUInt32LE(16);
  if ((bits & 0xffff & ~knownRequiredFlags) !== 0)
    throw new CommandError("ProtocolError", "unknown required OP_MSG flag");
  // A checksum protects against a damaged network; here both ends are one machine, so its four bytes are only stepped over.
  const end = bytes.length - (bits & flags.checksumPresent ? 4 : 0);
  let command: Document | undefined;
  const sequences: [string, unknown[]][] = [];
  for (let offset = 20; offset < end;) {
    const kind = bytes[offset++];
    const size = bytes.readInt32LE(offset);
    const section = bytes.subarray(offset, offset + size);
    if (kind === 0 && !command) command = decodeCommand(section, rawArrays);
    else if (kind === 1) sequences.push(parseSequence(section));
    else throw new CommandError("ProtocolError", `unexpected OP_MSG section ${kind}`);
    offset += size;
  }
  if (!command) throw new CommandError("ProtocolError", "OP_MSG without a body");
  for (const [name, documents] of sequences) command[name] = documents;
  return { requestId, command, isSilent: (bits & flags.moreToCome) !== 0, isLegacy: false };
}

function parseSequence(section: Buffer): [string, unknown[]] {
  const nameEnd = section.indexOf(0, 4);
  const name = section.toString("utf8", 4, nameEnd);
  const documents: unknown[] = [];
  for (let offset = nameEnd + 1; offset < section.length;) {
    const size = section.readInt32LE(offset);
    if (size < 5) throw new CommandError("InvalidBSON", "malformed document sequence");
    const document = section.subarray(offset, offset + size);
    documents.push(rawArrays.has(name) ? document : decode(document));
    offset += size;
  }
  return [name, documents];
}

function parseQuery(bytes: Buffer, requestId: number): Message {
  const namespaceEnd = bytes.indexOf(0, 20);
  const namespace = bytes.toString("utf8", 20, namespaceEnd);
  const command = decode(bytes.subarray(namespaceEnd + 9));
  if (!namespace.endsWith(".$cmd"))
    throw new CommandError("ProtocolError", "OP_QUERY is read for hello only");
  return { requestId, command: { ...command, $db: namespace.slice(0, -5) }, isSilent: false, isLegacy: true };
}

export function encodeReply(message: Message, reply: Reply): Buffer {
  const body =
    reply instanceof CursorReply ? cursorBody(reply) : asBuffer(serialize(reply, { ignoreUndefined: true }));
  const head = Buffer.alloc(message.isLegacy ? 36 : 21);
  head.writeInt32LE(head.length + body.length, 0);
  head.writeInt32LE(message.requestId, 8);
  head.writeInt32LE(message.isLegacy ? opReply : opMsg, 12);
  // OP_REPLY: flags (await capable), cursor id, starting from, number returned. OP_MSG: no flags, one section of kind 0.
  if (message.isLegacy) {
    head.writeInt32LE(8, 16);
    head.writeInt32LE(1, 32);
  }
  return Buffer.concat([head, body]);
}

/** `{cursor: {<batchName>: [...], id, ns}, <what stands beside it>, ok: 1}` around documents that are copied as they are. */
function cursorBody({ namespace, batchName, batch, cursorId, beside }: CursorReply): Buffer {
  const members = batch.flatMap((document, index) => [Buffer.from(`\x03${index}\0`), document]);
  const id = Buffer.alloc(8);
  id.writeBigInt64LE(cursorId);
  const ns = Buffer.from(`${namespace}\0`);
  const cursor = document([
    Buffer.from(`\x04${batchName}\0`),
    ...document(members),
    Buffer.from("\x12id\0"),
    id,
    Buffer.from("\x02ns\0"),
    int32(ns.length),
    ns,
  ]);
  const others = beside ? [asBuffer(serialize(beside, { ignoreUndefined: true })).subarray(4, -1)] : [];
  return Buffer.concat(document([Buffer.from("\x03cursor\0"), ...cursor, ...others, okElement]));
}

const okElement = Buffer.from("\x01ok\0\0\0\0\0\0\0\xf0\x3f", "latin1");

function document(parts: Buffer[]): Buffer[] {
  const size = parts.reduce((sum, part) => sum + part.length, 5);
  return [int32(size), ...parts, Buffer.from([0])];
}

function int32(value: number): Buffer {
  const bytes = Buffer.allocUnsafe(4);
  bytes.writeInt32LE(value);
  return bytes;
}
