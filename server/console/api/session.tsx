import { createContext, useContext, useEffect, useState, type ReactNode } from "react";
import { call, lendCredentials, type Answer } from "./call.ts";
import { Problem } from "./problem.ts";
import { queryClient } from "./queries.ts";

/*
 * Who is signed in. The cookie is the server's; its csrf_token is asked from GET /session and kept in memory only.
 * Tabs tell each other: signed out in one is signed out in all, and another person signed in makes the others begin anew.
 */

export type Session = Answer<"getSession">;
export type Role = Session["staff"]["role"];

export type SessionState =
  | { readonly state: "asking" }
  | { readonly state: "unreachable"; readonly problem: Problem }
  | { readonly state: "signed_out" }
  /** `ended`: the person's page stays; they sign in over it. */
  | { readonly state: "signed_in"; readonly session: Session; readonly ended: boolean };

interface Waiting {
  resolve(): void;
  reject(error: Error): void;
}

class SessionKeeper {
  #state: SessionState = { state: "asking" };
  readonly #listeners = new Set<(state: SessionState) => void>();
  readonly #channel = new BroadcastChannel("7stamp-session");
  #waiting: Waiting[] = [];

  constructor() {
    lendCredentials({
      csrfToken: () => (this.#state.state === "signed_in" ? this.#state.session.csrf_token : null),
      signInAgain: () => this.#awaitSignIn(),
      refresh: () => this.ask(),
    });
    this.#channel.onmessage = (message: MessageEvent<string>) => {
      if (message.data === "signed_out") this.#leave();
      else void this.ask();
    };
  }

  get state(): SessionState {
    return this.#state;
  }

  listen(listener: (state: SessionState) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async ask(): Promise<void> {
    try {
      this.#enter(await call("getSession", {}));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 401) this.#leave();
      else if (this.#state.state !== "signed_in") this.#set({ state: "unreachable", problem: error });
    }
  }

  /** @throws Problem login_failed, too_many_logins */
  async signIn(login: string, password: string): Promise<void> {
    this.#enter(await call("logIn", { body: { login, password } }));
    this.#channel.postMessage("signed_in");
  }

  async signOut(): Promise<void> {
    await call("logOut", {});
    this.#channel.postMessage("signed_out");
    this.#leave();
  }

  /** Who does not sign in again leaves the page. */
  giveUp(): void {
    this.#leave();
  }

  #awaitSignIn(): Promise<void> {
    if (this.#state.state === "signed_in") this.#set({ ...this.#state, ended: true });
    return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  #enter(session: Session): void {
    const before = this.#state.state === "signed_in" ? this.#state.session : null;
    // Nothing of another person may stay on the page.
    if (before !== null && before.staff.id !== session.staff.id) queryClient.clear();
    this.#set({ state: "signed_in", session, ended: false });
    for (const one of this.#waiting.splice(0)) one.resolve();
  }

  #leave(): void {
    queryClient.clear();
    this.#set({ state: "signed_out" });
    const refusal = new Problem({ status: 401, code: "unauthenticated", title: "", detail: "" });
    for (const one of this.#waiting.splice(0)) one.reject(refusal);
  }

  #set(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener(state);
  }
}

export const sessionKeeper = new SessionKeeper();

const SessionContext = createContext<Session | null>(null);

/** Shows what fits the session's state, and gives the pages the session. */
export const SessionGate = (parts: { readonly children: (state: SessionState) => ReactNode }): ReactNode => {
  const [state, setState] = useState<SessionState>(sessionKeeper.state);
  useEffect(() => {
    const stop = sessionKeeper.listen(setState);
    void sessionKeeper.ask();
    return stop;
  }, []);
  const session = state.state === "signed_in" ? state.session : null;
  return <SessionContext value={session}>{parts.children(state)}</SessionContext>;
};

/** The session of who is signed in; only for what stands inside the pages. */
export const useSession = (): Session => {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("a page needs a session");
  return session;
};

const ranks: Readonly<Record<Role, number>> = { owner: 3, manager: 2, scanner: 1 };

/** Whether a role may do what this least role may. The server judges all the same. */
export const mayDo = (role: Role, least: Role): boolean => ranks[role] >= ranks[least];

export const useMayDo = (least: Role): boolean => mayDo(useSession().staff.role, least);
