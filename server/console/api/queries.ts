import {
  keepPreviousData,
  QueryClient,
  useInfiniteQuery,
  useMutation,
  useQueries,
  useQuery,
  useQueryClient,
  type InfiniteData,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { call, type Answer, type CallName, type CallOptions, type CallRequest } from "./call.ts";
import { mayPass, type Problem } from "./problem.ts";

/** What the server said, kept apart from what the page is at. Queries are named `[call, request]`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (tries, error) => tries < 2 && mayPass(error),
      // Asked even when the browser believes it is offline: the server may be on this machine.
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

interface QueryOptions<T> {
  /** Not asked while false. */
  readonly enabled?: boolean;
  /** Asks again so often, while the function says so. */
  readonly refetchMs?: (data: T | undefined) => number | false;
  /** What stood before stays while the answer to a changed question is awaited. */
  readonly keepPrevious?: boolean;
}

/** Asks one GET call, and keeps its answer. */
export const useCall = <N extends CallName>(
  name: N,
  request: CallRequest<N>,
  options: QueryOptions<Answer<N>> = {},
): UseQueryResult<Answer<N>, Problem> => {
  const { refetchMs, keepPrevious } = options;
  return useQuery<Answer<N>, Problem>({
    queryKey: [name, request],
    queryFn: ({ signal }) => call(name, request, { signal }),
    enabled: options.enabled ?? true,
    ...(refetchMs && { refetchInterval: (query) => refetchMs(query.state.data) }),
    ...(keepPrevious && { placeholderData: keepPreviousData }),
  });
};

/** The calls that answer with a list. */
export type ListName = {
  [N in CallName]: Answer<N> extends { data: unknown[]; next_cursor: string | null } ? N : never;
}[CallName];

export type Item<N extends ListName> = Answer<N> extends { data: readonly (infer T)[] } ? T : never;

/** The pages of a list that were read so far, as one. */
export interface Pages<T> {
  readonly items: readonly T[];
  readonly problem: Problem | null;
  readonly isPending: boolean;
  readonly isFetching: boolean;
  readonly hasMore: boolean;
  readonly isReadingMore: boolean;
  readMore(): void;
  readAgain(): void;
}

interface ListAnswer<T> {
  readonly data: readonly T[];
  readonly next_cursor: string | null;
}

const withQuery = <N extends ListName>(request: CallRequest<N>, more: object): CallRequest<N> => {
  const known = request as { readonly query?: object };
  return { ...known, query: { ...known.query, ...more } } as CallRequest<N>;
};

/** Asks a list, page after page. A changed filter is a new question; what stood before stays until it is answered. */
export const usePages = <N extends ListName>(
  name: N,
  request: CallRequest<N>,
  options: { readonly enabled?: boolean; readonly refetchMs?: number } = {},
): Pages<Item<N>> => {
  const found = useInfiniteQuery<
    ListAnswer<Item<N>>,
    Problem,
    InfiniteData<ListAnswer<Item<N>>>,
    readonly unknown[],
    string | undefined
  >({
    queryKey: [name, request, "pages"],
    initialPageParam: undefined,
    queryFn: async ({ pageParam, signal }) => {
      const asked = withQuery<N>(request, { cursor: pageParam });
      return (await call(name, asked, { signal })) as unknown as ListAnswer<Item<N>>;
    },
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    enabled: options.enabled ?? true,
    ...(options.refetchMs !== undefined && { refetchInterval: options.refetchMs }),
  });
  return {
    items: found.data?.pages.flatMap((one) => one.data) ?? [],
    problem: found.error,
    isPending: found.isPending,
    isFetching: found.isFetching,
    hasMore: found.hasNextPage,
    isReadingMore: found.isFetchingNextPage,
    readMore: () => void found.fetchNextPage(),
    readAgain: () => void found.refetch(),
  };
};

const allOf = <N extends ListName>(name: N, request: CallRequest<N>) => ({
  queryKey: [name, request, "all"],
  queryFn: async ({ signal }: { readonly signal: AbortSignal }): Promise<readonly Item<N>[]> => {
    const items: Item<N>[] = [];
    let cursor: string | undefined;
    do {
      const asked = withQuery<N>(request, { limit: 100, cursor });
      const page = (await call(name, asked, { signal })) as unknown as ListAnswer<Item<N>>;
      items.push(...page.data);
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    return items;
  },
});

/** Every item of a list, however many pages; for drop-downs over what a shop has few of. */
export const useAll = <N extends ListName>(
  name: N,
  request: CallRequest<N>,
  options: { readonly enabled?: boolean } = {},
): UseQueryResult<readonly Item<N>[], Problem> =>
  useQuery<readonly Item<N>[], Problem>({ ...allOf(name, request), enabled: options.enabled ?? true });

/** As many as a page of a list names: what is read further down is asked by itself. */
const idsInOneCall = 25;

/**
 * What a list knows of these customers, 25 in one call.
 * @returns of one of them; null until it is known
 */
export const useAllAbout = <N extends "listCards" | "listCustomers">(
  name: N,
  customerIds: readonly string[],
  customerOf: (item: Item<N>) => string,
): ((customerId: string) => readonly Item<N>[] | null) => {
  const lists = Array.from({ length: Math.ceil(customerIds.length / idsInOneCall) }, (_, at) => [
    ...new Set(customerIds.slice(at * idsInOneCall, (at + 1) * idsInOneCall)),
  ]);
  const found = useQueries({
    queries: lists.map((ids) => allOf<N>(name, { query: { customer_ids: ids.join(",") } } as CallRequest<N>)),
  });
  return (customerId) => {
    const answer = found[lists.findIndex((ids) => ids.includes(customerId))]?.data;
    return answer?.filter((item) => customerOf(item) === customerId) ?? null;
  };
};

/**
 * A write. What it made stale is asked again before the write counts as done.
 * @param stale names of the calls whose answers it changes
 */
export const useWrite = <N extends CallName>(
  name: N,
  stale: readonly CallName[] = [],
): UseMutationResult<Answer<N>, Problem, CallRequest<N> & Pick<CallOptions, "idempotencyKey">> => {
  const client = useQueryClient();
  return useMutation<Answer<N>, Problem, CallRequest<N> & Pick<CallOptions, "idempotencyKey">>({
    mutationFn: ({ idempotencyKey, ...request }) =>
      call(name, request as unknown as CallRequest<N>, { idempotencyKey }),
    onSuccess: async () => {
      await Promise.all(stale.map((one) => client.invalidateQueries({ queryKey: [one] })));
    },
  });
};
