import { QueryCache, QueryClient, MutationCache } from '@tanstack/react-query'
import { Problem } from '#backbone/problem'
import { noticeUnreachable } from '../offline/reach.ts'

/** Told when the server no longer knows who we are. */
export const signedOut = new EventTarget()

const notice = (error: unknown) => {
  noticeUnreachable(error)
  if (error instanceof Problem && error.type === 'not-signed-in') signedOut.dispatchEvent(new Event('signed-out'))
}

const worthAnotherTry = (attempt: number, error: unknown) =>
  attempt < 3 && (!(error instanceof Problem) || error.status >= 500 || error.status === 429)

export const queries = new QueryClient({
  queryCache: new QueryCache({ onError: notice }),
  mutationCache: new MutationCache({ onError: notice }),
  defaultOptions: {
    queries: { staleTime: 15_000, retry: worthAnotherTry, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
})
