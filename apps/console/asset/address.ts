import { useCallback, useMemo } from 'react'
import { useSearchParams } from 'react-router'

export const tabs = [
  'details',
  'renditions',
  'subtitles',
  'qc',
  'copies',
  'comments',
  'files',
  'media',
  'lineage',
  'history',
  'sharing',
] as const
export type Tab = (typeof tabs)[number]

export type Address = {
  tab: Tab
  /** The comment that is open. */
  comment: string | undefined
  /** The finding that is open. */
  finding: string | undefined
  /** The track of text that is open. */
  track: string | undefined
  /** Where to begin playing. */
  startSeconds: number | undefined
  openTab(tab: Tab): void
  openComment(id: string): void
  openFinding(id: string): void
  openTrack(id: string | undefined): void
}

/** What of the page is open, kept in its address: `?tab=comments&comment=…`, `?t=12.5`. */
export const useAddress = (): Address => {
  const [params, setParams] = useSearchParams()
  const comment = params.get('comment') ?? undefined
  const finding = params.get('finding') ?? undefined
  const track = params.get('track') ?? undefined
  const asked = params.get('tab') ?? (comment === undefined ? 'details' : 'comments')
  const tab = tabs.find((one) => one === asked) ?? 'details'
  const seconds = Number(params.get('t') ?? Number.NaN)
  const startSeconds = Number.isFinite(seconds) && seconds > 0 ? seconds : undefined

  const openTab = useCallback((next: Tab) => setParams(next === 'details' ? {} : { tab: next }), [setParams])
  const openComment = useCallback(
    // From one comment to the next is one step back, not many.
    (id: string) => setParams({ tab: 'comments', comment: id }, { replace: tab === 'comments' }),
    [setParams, tab],
  )
  const openFinding = useCallback(
    (id: string) => setParams({ tab: 'qc', finding: id }, { replace: tab === 'qc' }),
    [setParams, tab],
  )
  const openTrack = useCallback(
    (id: string | undefined) => setParams({ tab: 'subtitles', ...(id === undefined ? {} : { track: id }) }),
    [setParams],
  )
  return useMemo(
    () => ({ tab, comment, finding, track, startSeconds, openTab, openComment, openFinding, openTrack }),
    [tab, comment, finding, track, startSeconds, openTab, openComment, openFinding, openTrack],
  )
}

/** The address of a moment of an asset, to hand to a colleague. */
export const momentAddress = (asset: string, seconds: number): string =>
  `${location.origin}/console/assets/${asset}?t=${Math.round(seconds * 1000) / 1000}`
