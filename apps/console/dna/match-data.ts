import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Action, Decision, Judgement, Match } from '#services/dna'
import type { Asset } from '#services/vms'
import type { Tone } from '../components/status.tsx'
import { assetsById } from '../library/assets-by-id.ts'
import { api } from '../shell/api.ts'
import { isProblem } from '../shell/problem.ts'
import { useRoom } from '../shell/realtime.ts'
import { useGathered } from '../shell/use-gathered.ts'

export const actions = ['block', 'flag', 'credit', 'allow'] as const satisfies readonly Action[]
export const decisions = ['open', 'confirmed', 'cleared'] as const satisfies readonly Decision[]
export const actionTones: Record<Action, Tone> = { block: 'red', flag: 'amber', credit: 'sky', allow: 'none' }
export const decisionTones: Record<Decision, Tone> = { open: 'amber', confirmed: 'jade', cleared: 'none' }
export const verdictTones: Record<Judgement, Tone> = {
  block: 'red',
  flag: 'amber',
  credit: 'sky',
  clear: 'jade',
}

/** A match with the assets that it is about, as far as they can be seen. */
export type Pair = { match: Match; asset: Asset | undefined; source: Asset | undefined }

/** Matches together with their assets. */
export const paired = async (matches: readonly Match[], options: { signal: AbortSignal }): Promise<Pair[]> => {
  const known = await assetsById(
    matches.flatMap(({ asset, source }) => [asset, source]),
    options,
  )
  return matches.map((match) => ({ match, asset: known.get(match.asset), source: known.get(match.source) }))
}

/** What is shown of matches is asked for anew when the station says that something was found or decided. */
export const useDnaNews = (): void => {
  const queries = useQueryClient()
  useRoom(
    'assets:dna',
    useGathered(() => void queries.invalidateQueries({ queryKey: ['dna'] })),
  )
}

/** One match with its assets, those in the recycle bin included; undefined is gone, or of another station. */
export const usePair = (id: string) =>
  useQuery({
    queryKey: ['dna', 'match', id],
    queryFn: async ({ signal }): Promise<Pair> => {
      const match = await api.dna.match({ id }, { signal })
      const [asset, source] = await Promise.all([
        seen(match.asset, signal),
        match.sourceStation === undefined ? seen(match.source, signal) : undefined,
      ])
      return { match, asset, source }
    },
  })

const seen = (id: string, signal: AbortSignal): Promise<Asset | undefined> =>
  api.vms.get({ id }, { signal }).catch((error: unknown) => {
    if (isProblem(error, 'asset-not-found')) return undefined
    throw error
  })

/** What an asset shows again and where it is shown again itself, with what the policies say of it. */
export const useCopies = (asset: string) => {
  useDnaNews()
  return useQuery({
    queryKey: ['dna', 'asset', asset],
    queryFn: async ({ signal }) => {
      const [verdict, { shows, usedIn, seconds, assets }] = await Promise.all([
        api.dna.verdict({ asset }, { signal }),
        api.dna.reuse({ asset }, { signal }),
      ])
      const pairs = await paired([...shows, ...usedIn], { signal })
      return {
        verdict,
        shows: pairs.slice(0, shows.length),
        usedIn: pairs.slice(shows.length),
        seconds,
        assets,
      }
    },
  })
}
