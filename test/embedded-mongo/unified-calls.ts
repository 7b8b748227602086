import assert from "node:assert/strict";
import type { Client, Collection, Db, Doc, GridFSBucket } from "./support.ts";

export type Entity = Db | Collection | Client | GridFSBucket;

/** Maps the format's operations onto the driver's calls. */
export async function call(
  entity: Entity,
  name: string,
  { filter, session: _session, ...args }: Doc,
): Promise<unknown> {
  const target = entity as unknown as Record<string, (...values: unknown[]) => unknown>;
  const method = (...values: unknown[]): unknown => {
    const run = target[name];
    assert.ok(run, `operation ${name}`);
    return run.apply(entity, values);
  };
  switch (name) {
    case "find":
      return (method(filter ?? {}, args) as { toArray: () => unknown }).toArray();
    case "aggregate":
      return (method(args.pipeline, omit(args, "pipeline")) as { toArray: () => unknown }).toArray();
    case "distinct":
      return method(args.fieldName, filter ?? {}, omit(args, "fieldName"));
    case "insertOne":
      return method(args.document, omit(args, "document"));
    case "insertMany":
      return method(args.documents, omit(args, "documents"));
    case "bulkWrite":
      return method((args.requests as Doc[]).map(toModel), omit(args, "requests"));
    case "runCommand":
      return (entity as ReturnType<Client["db"]>).command(args.command as Doc);
    case "clientBulkWrite":
      return (entity as Client).bulkWrite(
        (args.models as Doc[]).map(toNamedModel) as never,
        omit(args, "models"),
      );
    case "listDatabases":
      return (await (entity as Client).db().admin().listDatabases(args)).databases;
    case "listCollections":
    case "listIndexes":
      return (
        method(...(name === "listCollections" ? [filter ?? {}] : []), options(args)) as {
          toArray: () => unknown;
        }
      ).toArray();
    case "download":
      return bytesOf((entity as GridFSBucket).openDownloadStream(args.id as never));
    case "downloadByName":
      return bytesOf((entity as GridFSBucket).openDownloadStreamByName(String(args.filename)));
    case "createIndex":
      return method(args.keys, omit(args, "keys"));
    case "estimatedDocumentCount":
      return method(args);
    case "replaceOne":
    case "findOneAndReplace":
      return method(filter, args.replacement, options(omit(args, "replacement")));
    case "updateOne":
    case "updateMany":
    case "findOneAndUpdate":
      return method(filter, args.update, options(omit(args, "update")));
    default:
      return method(filter, options(args));
  }
}

function toModel(request: Doc): Doc {
  const [kind, model] = Object.entries(request)[0] as [string, Doc];
  return { [kind]: model };
}

function toNamedModel(request: Doc): Doc {
  const [name, model] = Object.entries(request)[0] as [string, Doc];
  return { name, ...model };
}

function options({ returnDocument, ...rest }: Doc): Doc {
  return returnDocument ? { ...rest, returnDocument: String(returnDocument).toLowerCase() } : rest;
}

function omit(object: Doc, name: string): Doc {
  return Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
}

async function bytesOf(stream: unknown): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
