import type { Socket } from "node:net";
import type { mongo } from "mongoose";

/*
 * The driver (7.8) waits for ever for a command that it writes in the very moment in which the server has closed the
 * connection, as one does that is stopped: the write is refused without an error, and a socket that is gone never says
 * that there is room. No limit of time ends that, and the connection's place in the pool is lost. So from time to time
 * such sockets are made to say what they are; the driver then fails the command as it does others.
 */

const everyMs = 500;

/** What the driver keeps of its connections, as far as it is looked at; a driver that keeps it otherwise is left alone. */
interface Kept {
  readonly topology?: {
    readonly s?: {
      readonly servers?: ReadonlyMap<
        string,
        { readonly pool?: { readonly checkedOutConnections?: Iterable<{ readonly socket?: Socket }> } }
      >;
    };
  };
}

const socketsOf = (client: mongo.MongoClient): Socket[] => {
  const { topology } = client as unknown as Kept;
  return [...(topology?.s?.servers?.values() ?? [])].flatMap(({ pool }) =>
    [...(pool?.checkedOutConnections ?? [])].flatMap(({ socket }) => socket ?? []),
  );
};

/** Watches a client's connections until it is told to stop. @returns what ends it */
export const endLostWrites = (client: mongo.MongoClient): (() => void) => {
  const timer = setInterval(() => {
    for (const socket of socketsOf(client))
      if (socket.destroyed && socket.listenerCount("drain") > 0)
        socket.emit("error", Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
