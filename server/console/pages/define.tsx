import { lazy, type ComponentType } from "react";
import type { Role } from "../api/session.tsx";
import { currentLanguage, loadTexts, type TextLoads } from "../i18n/index.tsx";

export interface PageDefinition {
  /** Below /console, with :params that the page reads with `useParams`. */
  readonly path: string;
  /** The least role that may open it. */
  readonly role: Role;
  readonly load: () => Promise<{ readonly default: ComponentType }>;
  readonly texts: TextLoads;
}

export interface PageEntry extends Pick<PageDefinition, "path" | "role"> {
  readonly Show: ComponentType;
}

const mark = "reloaded-for";

/** After an update an open tab asks for parts that are gone: it takes the new version by loading once. */
const reloadOnce = (error: unknown): Promise<never> => {
  const here = window.location.href;
  if (sessionStorage.getItem(mark) === here) throw error;
  sessionStorage.setItem(mark, here);
  window.location.reload();
  return new Promise(() => undefined);
};

/** A page in a part of its own, shown when its code and its texts are there. */
export const definePage = ({ path, role, load, texts }: PageDefinition): PageEntry => ({
  path,
  role,
  Show: lazy(async () => {
    try {
      const [page] = await Promise.all([load(), loadTexts(texts, currentLanguage())]);
      sessionStorage.removeItem(mark);
      return page;
    } catch (error) {
      return reloadOnce(error);
    }
  }),
});
