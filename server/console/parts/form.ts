import { useRef, useState } from "react";
import { Problem } from "../api/problem.ts";
import { useWrongText } from "./notice.tsx";

/** 128 random bits; `crypto.randomUUID` is missing on plain http in a local network. */
const freshKey = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );

/** What was wrong with a value, and the answer that said so: the same words in another answer are news. */
export interface Refused {
  readonly text: string;
  readonly by: Problem;
}

/** The server's words about a value that it was sent, or the page's own about the value as it stands. */
export type FieldFault = Refused | string | null | undefined;

/** What a field says of its value: the server's words only while the value stands as it was refused. */
export const useFault = (fault: FieldFault, value: unknown): string | null => {
  const by = typeof fault === "object" ? (fault?.by ?? null) : null;
  const [known, setKnown] = useState({ by, value });
  if (known.by !== by) setKnown({ by, value });
  if (typeof fault === "string") return fault;
  const isOfAnother = known.by === by && !Object.is(known.value, value);
  return fault === null || fault === undefined || isOfAnother ? null : fault.text;
};

export interface Form<V> {
  readonly values: V;
  /** The value set last wins; what the server said of the one before is no longer shown by its field. */
  set<K extends keyof V>(name: K, value: V[K]): void;
  reset(values: V): void;
  readonly isSending: boolean;
  /** Whether anything differs from what the form began with. */
  readonly isChanged: boolean;
  /** What is wrong with the field of this JSON pointer (`/goals/0/stamps`; with `*` at its end: or below it). */
  errorAt(pointer: string): Refused | null;
  /** The problem, unless every wrong value has a field that shows it. */
  problemBeside(pointers: readonly string[]): Problem | null;
  /** Sends it with the key of this filled form; what was typed stays whatever happens. True when it was taken. */
  send(task: (values: V, idempotencyKey: string) => Promise<unknown>): Promise<boolean>;
}

const fits = (pointer: string, asked: string): boolean =>
  asked.endsWith("*") ? pointer.startsWith(asked.slice(0, -1)) : pointer === asked;

export const useForm = <V extends object>(initial: V): Form<V> => {
  const [values, setValues] = useState(initial);
  const [start, setStart] = useState(initial);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSending, setIsSending] = useState(false);
  const key = useRef(freshKey());
  const wrongText = useWrongText();
  const wrong = problem?.wrongValues ?? [];
  return {
    values,
    isSending,
    isChanged: JSON.stringify(values) !== JSON.stringify(start),
    set: (name, value) => {
      key.current = freshKey();
      setValues((before) => ({ ...before, [name]: value }));
    },
    reset: (next) => {
      key.current = freshKey();
      setValues(next);
      setStart(next);
      setProblem(null);
    },
    errorAt: (pointer) => {
      const found = wrong.find((one) => fits(one.pointer, pointer));
      return found === undefined || problem === null ? null : { text: wrongText(found), by: problem };
    },
    problemBeside: (pointers) => {
      const isShown =
        wrong.length > 0 && wrong.every((one) => pointers.some((asked) => fits(one.pointer, asked)));
      return isShown ? null : problem;
    },
    async send(task) {
      if (isSending) return false;
      setIsSending(true);
      try {
        await task(values, key.current);
        key.current = freshKey();
        setStart(values);
        setProblem(null);
        return true;
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        setProblem(error);
        return false;
      } finally {
        setIsSending(false);
      }
    },
  };
};
