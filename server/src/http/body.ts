import type { IncomingMessage } from "node:http";
import type { FileBody } from "../catalog/index.ts";
import { Failure, invalid } from "../core/failure.ts";
import { sha256Hex } from "../core/secrets.ts";

export const maxBodyBytes = 256 * 1024;

export interface RequestBody {
  /** As it came; what tills sign. */
  readonly raw: string;
  /** Undefined when the request has no body. */
  readonly parsed: unknown;
  /** What tells two bodies apart, as JSON. */
  readonly identity: unknown;
}

const tooLarge = (maxBytes: number): Failure =>
  new Failure("body_too_large", {
    detail: `Send at most ${maxBytes < 1024 ** 2 ? `${maxBytes / 1024} KB` : `${maxBytes / 1024 ** 2} MB`}.`,
  });

const collect = async (request: IncomingMessage, maxBytes: number): Promise<Buffer> => {
  const chunks: Buffer[] = [];
  let size = 0;
  // Left undestroyed: destroying the request would break the connection before the answer is sent.
  const parts = request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  for await (const chunk of parts) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/**
 * The body's bytes.
 * @param maxBytes how many at most
 * @throws body_too_large; invalid_request when the sender went away half way
 */
export const readBytes = async (request: IncomingMessage, maxBytes = maxBodyBytes): Promise<Buffer> => {
  try {
    const declared = Number(request.headers["content-length"] ?? 0);
    if (declared > maxBytes) throw tooLarge(maxBytes);
    return await collect(request, maxBytes);
  } catch (error) {
    // The rest runs into nothing: the sender, who is still at it, reads the answer and may use the connection again.
    request.resume();
    if (error instanceof Failure) throw error;
    throw new Failure("invalid_request", { detail: "The body ended too early." });
  }
};

/** The value of a JSON text; the mark that some programs begin one with is no part of it. @throws malformed_json */
export const parseJson = (raw: string): unknown => {
  try {
    return JSON.parse(raw.replace(/^\uFEFF/, ""));
  } catch {
    throw new Failure("malformed_json");
  }
};

/** @throws validation_failed for a text with half a sign in it: no store and no receiver takes it as it is */
const refuseIllFormed = (value: unknown, pointer = ""): void => {
  if (typeof value === "string" && /\p{Surrogate}/u.test(value))
    throw invalid(pointer, "holds half a sign: it is no well-formed text", "ill_formed_text");
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    refuseIllFormed(name, pointer);
    refuseIllFormed(inner, `${pointer}/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`);
  }
};

const isJson = (contentType: string): boolean =>
  /^application\/(json|[\w.+-]+\+json)(\s*;|\s*$)/i.test(contentType);

const isEncoded = (encoding: string | undefined): boolean =>
  encoding !== undefined && encoding.toLowerCase() !== "identity";

const refuseEncoded = (request: IncomingMessage): void => {
  if (isEncoded(request.headers["content-encoding"]))
    throw new Failure("unsupported_media_type", { detail: "Send the body without Content-Encoding." });
};

const nothing: RequestBody = { raw: "", parsed: undefined, identity: undefined };

/**
 * Reads a body that is a file. Its declared type is judged here, what it really is by whoever opens it.
 * @throws body_too_large, unsupported_media_type
 */
export const readFile = async (
  request: IncomingMessage,
  { media, maxBytes }: FileBody,
): Promise<RequestBody> => {
  const [declared = ""] = (request.headers["content-type"] ?? "").split(";");
  const type = media.find((one) => one === declared.trim().toLowerCase());
  const bytes = await readBytes(request, maxBytes);
  if (bytes.length === 0) return nothing;
  if (type === undefined)
    throw new Failure("unsupported_media_type", { detail: `Send one of ${media.join(", ")}.` });
  refuseEncoded(request);
  const file = new File([new Uint8Array(bytes)], "file", { type });
  return { raw: "", parsed: file, identity: [type, sha256Hex(bytes)] };
};

/**
 * Reads a JSON body of at most 256 KB. What comes with a GET means nothing (RFC 9110, 9.3.1) and is not read.
 * @throws body_too_large, unsupported_media_type, malformed_json
 */
export const readBody = async (request: IncomingMessage): Promise<RequestBody> => {
  if (request.method === "GET" || request.method === "HEAD") return nothing;
  const bytes = await readBytes(request);
  if (bytes.length === 0) return nothing;
  if (!isJson(request.headers["content-type"] ?? "")) throw new Failure("unsupported_media_type");
  refuseEncoded(request);
  let raw: string;
  try {
    // A mark at the beginning is a part of what was signed.
    raw = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Failure("malformed_json", { detail: "The body is not valid UTF-8." });
  }
  const parsed = parseJson(raw);
  // The bytes are well-formed: what is not was written as an escape.
  if (/\\u[dD][89a-fA-F]/.test(raw)) refuseIllFormed(parsed);
  return { raw, parsed, identity: parsed };
};
