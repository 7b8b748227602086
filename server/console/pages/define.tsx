import { useEffect, useState, type ComponentType, type ReactNode } from "react";
import type { Role } from "../api/session.tsx";
import { currentLanguage, loadTexts, type TextLoads } from "../i18n/index.tsx";
import { Skeleton } from "../parts/page.tsx";

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

type Part = { readonly Page: ComponentType } | { readonly error: unknown };

/**
 * A page in a part of its own, shown when its code and its texts are there. Not by React's lazy, which shows what stands
 * in for a part 300 ms at least, however soon the part has come.
 */
export const definePage = ({ path, role, load, texts }: PageDefinition): PageEntry => {
  let known: Part | null = null;
  const fetchPart = async (): Promise<Part> => {
    try {
      const [{ default: Page }] = await Promise.all([load(), loadTexts(texts, currentLanguage())]);
      sessionStorage.removeItem(mark);
      return (known = { Page });
    } catch (error) {
      return reloadOnce(error).catch((failure: unknown) => ({ error: failure }));
    }
  };
  const Show = (): ReactNode => {
    const [part, setPart] = useState(known);
    useEffect(() => {
      if (part !== null) return undefined;
      let isShown = true;
      void fetchPart().then((fetched) => {
        if (isShown) setPart(fetched);
      });
      return () => {
        isShown = false;
      };
    }, [part]);
    if (part === null) return <Skeleton lines={8} />;
    if ("error" in part) throw part.error;
    return <part.Page />;
  };
  return { path, role, Show };
};
