import { App, Button, Progress } from 'antd'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset, Outcome } from '#services/vms'
import { problemText, problemTitle } from '../shell/problem.ts'
import { counted } from './counted.ts'
import { formatSpan } from '../shell/format.ts'
import { randomId } from '../shell/random-id.ts'
import { inParts, partSize } from './in-parts.ts'

const mostNamed = 5

type FollowOptions = {
  /** Makes those that failed the chosen ones. */
  choose?: ((ids: string[]) => void) | undefined
  stop?: AbortController
}
/** Why something is stopped of which nothing is told: it is about to be put back. */
export const undone = 'undone'

type Told = Pick<Asset, 'id' | 'title'>

/** Does things to many assets under the person's eyes: how far, how long still, a stop, and what failed and why. */
export const useOutcomes = () => {
  const { t, i18n } = useTranslation()
  const { notification, message } = App.useApp()

  return useMemo(() => {
    const many = (count: number) => counted(count, i18n.language)
    const tellFailed = (assets: readonly Told[], outcomes: readonly Outcome[], choose?: (ids: string[]) => void) => {
      const key = randomId()
      const again = () => {
        notification.destroy(key)
        choose?.(outcomes.map(({ id }) => id))
      }
      const titles = new Map(assets.map(({ id, title }) => [id, title]))
      const reasons = Map.groupBy(outcomes, ({ problem }) => (problem ? problemTitle(problem) : ''))
      notification.error({
        key,
        title: t('deeds.failed', { ...many(outcomes.length), of: many(assets.length).number }),
        description: (
          <div className="outcomes">
            {[...reasons].map(([reason, items]) => (
              <section key={reason}>
                <p>{reason}</p>
                <ul>
                  {items.slice(0, mostNamed).map(({ id }) => (
                    <li key={id} className="ellipsis">
                      {titles.get(id)}
                    </li>
                  ))}
                </ul>
                {items.length > mostNamed ? (
                  <p className="faint">{t('deeds.andMore', many(items.length - mostNamed))}</p>
                ) : null}
              </section>
            ))}
          </div>
        ),
        ...(choose
          ? {
              actions: (
                <Button size="small" onClick={again} data-testid="choose-failed">
                  {t('deeds.chooseFailed')}
                </Button>
              ),
            }
          : {}),
        duration: 0,
      })
    }

    /** Calls for all of them in parts; from a hundred on it shows how far it has come and can be stopped. */
    const follow = async (
      text: string,
      assets: readonly Told[],
      call: (ids: string[]) => Promise<{ items: Outcome[] }>,
      { choose, stop = new AbortController() }: FollowOptions = {},
    ) => {
      const key = randomId()
      const startedAt = Date.now()
      const progress = (done: number) => {
        if (assets.length <= partSize) return
        const left = ((Date.now() - startedAt) / Math.max(1, done)) * (assets.length - done)
        notification.open({
          key,
          title: text,
          description: (
            <>
              <Progress percent={Math.floor((done / assets.length) * 100)} size="small" aria-label={text} />
              <span className="faint numerals">
                {t('deeds.progress', { done: many(done).number, all: many(assets.length).number })}
                {done > 0 && done < assets.length
                  ? ` · ${t('deeds.timeLeft', { time: formatSpan(left / 1000, i18n.language) })}`
                  : ''}
              </span>
            </>
          ),
          actions: (
            <Button size="small" onClick={() => stop.abort()} data-testid="stop-bulk">
              {t('deeds.stop')}
            </Button>
          ),
          duration: 0,
          closable: false,
        })
      }
      progress(0)
      const ids = assets.map(({ id }) => id)
      const { outcomes, left, error } = await inParts(ids, call, { signal: stop.signal, progress })
      notification.destroy(key)
      const failed = outcomes.filter(({ outcome }) => outcome === 'problem')
      if (failed.length > 0) tellFailed(assets, failed, choose)
      if (error !== undefined) void message.error(problemText(error), 6)
      else if (left.length > 0 && stop.signal.reason !== undone)
        void message.info(t('deeds.stopped', { ...many(outcomes.length), left: many(left.length).number }), 6)
      return {
        done: outcomes.filter(({ outcome }) => outcome !== 'problem'),
        notDone: [...failed.map(({ id }) => id), ...left],
      }
    }
    return { follow }
  }, [t, i18n, notification, message])
}
