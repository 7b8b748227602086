import { currentNames, type Names } from "./names.ts";
import { expectNone, textOf } from "./tree.ts";

const frozen = JSON.parse(textOf("test/guards/frozen.json")) as Names;

/** Lists whose order is part of the contract: the members of an event as bytes on the wire. */
const isOrdered = (list: string): boolean => list.startsWith("event ");

describe("frozen names", () => {
  const current = currentNames();

  it("are all still there, since others have stored them for ever", () => {
    const lost = Object.entries(frozen).flatMap(([list, names]) =>
      names.filter((name) => !current[list]?.includes(name)).map((name) => `${list}: ${name}`),
    );
    expectNone(lost, "These names were published and are gone or changed:");
  });

  it("keep the order of an event's members", () => {
    const moved = Object.entries(frozen).filter(([list, names]) => {
      const kept = current[list]?.filter((name) => names.includes(name)) ?? [];
      return isOrdered(list) && kept.join() !== names.join();
    });
    expectNone(
      moved.map(([list]) => list),
      "The members of these events changed their order:",
    );
  });

  it("include every new name", () => {
    const unfrozen = Object.entries(current).flatMap(([list, names]) =>
      names.filter((name) => !frozen[list]?.includes(name)).map((name) => `${list}: ${name}`),
    );
    expectNone(unfrozen, "These names are new; run `npm run freeze` once they are right for ever:");
  });
});
