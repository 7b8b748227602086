import { startTestApp } from "../support/app.ts";
import { openShop, type Shop, type World } from "../support/causes.ts";
import { TestClock } from "../support/clock.ts";
import { startSevenLoc } from "../support/seven-loc.ts";

/** Who every card of the shop is issued to, unless a test says otherwise. */
export interface Person {
  readonly name: string | undefined;
  readonly last_name?: string;
  /** Instead of the address that each card is issued to. */
  readonly email?: undefined;
  readonly phone?: string;
  readonly consents: { readonly email: boolean; readonly whatsapp: boolean };
}

export interface RecipeShop {
  readonly shop: Shop;
  readonly outside: World;
  stop(): Promise<void>;
}

/** A shop in which everything happens to one kind of person, with a clock that tests turn. */
export const openRecipeShop = async (person: Person): Promise<RecipeShop> => {
  const clock = new TestClock(new Date());
  const app = await startTestApp({ clock });
  const sevenLoc = await startSevenLoc({ now: () => clock.now() });
  const shop = await openShop(app);
  const { owner } = shop;
  const personal = (body: object): object => ({
    ...person,
    ...body,
    ...("email" in person && { email: person.email }),
  });
  const named: typeof owner.post = (path, body, headers) =>
    owner.post(path, path === "/cards" ? personal(body as object) : body, headers);
  return {
    shop: { ...shop, owner: { ...owner, post: named } },
    outside: { clock, sevenLoc },
    stop: async () => {
      await app.stop();
      await sevenLoc.stop();
    },
  };
};
