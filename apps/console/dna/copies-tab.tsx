import { App, Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset } from '#services/vms'
import { Copyable } from '../components/copyable.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import { api } from '../shell/api.ts'
import { formatDuration } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { useCopies, verdictTones, type Pair } from './match-data.ts'
import { PairLine } from './pair-line.tsx'
import './dna.css'

/** 重复使用: what this asset shows of others, and where it was used itself. */
export const CopiesTab = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { message } = App.useApp()
  const copies = useCopies(asset.id)
  const recheck = useAct(async () => {
    await api.dna.recheck({ asset: asset.id })
    void message.info(t('copies.rechecking'))
  })
  if (copies.error && !copies.data) return <ErrorState small error={copies.error} again={() => void copies.refetch()} />
  if (!copies.data) return <Skeleton rows={4} />
  const { verdict, shows, usedIn, seconds } = copies.data
  return (
    <div className="dna-tab" data-testid="copies" data-verdict={verdict.verdict}>
      <header className="row">
        <Status tone={verdictTones[verdict.verdict]} look="chip" state={verdict.verdict}>
          {t(`copies.verdicts.${verdict.verdict}`)}
        </Status>
        <span className="grow" />
        {may('assets:write') && asset.playable ? (
          <Button size="small" loading={recheck.busy} onClick={() => recheck.act()} data-testid="recheck">
            {t('copies.recheck')}
          </Button>
        ) : null}
      </header>
      {verdict.verdict === 'block' ? <p className="red">{t('copies.held')}</p> : null}
      {verdict.creditLines.length > 0 ? (
        <section>
          <h2 className="label">{t('copies.creditOwed')}</h2>
          {verdict.creditLines.map((line) => (
            <p key={line}>
              <Copyable text={line} />
            </p>
          ))}
        </section>
      ) : null}
      <Pairs title={t('copies.shows')} pairs={shows} of="source" none={t('copies.showsNothing')} />
      <Pairs
        title={
          usedIn.length > 0
            ? t('copies.report.used', { count: usedIn.length, long: formatDuration(seconds) })
            : t('copies.usedIn')
        }
        pairs={usedIn}
        of="asset"
        none={t('copies.usedNowhere')}
      />
      {usedIn.length > 0 ? <Link to={`/dna?source=${asset.id}`}>{t('copies.inTable')}</Link> : null}
    </div>
  )
}

type PairsProps = { title: string; pairs: readonly Pair[]; of: 'asset' | 'source'; none: string }

const Pairs = ({ title, pairs, of, none }: PairsProps) => (
  <section aria-label={title}>
    <h2 className="label">{title}</h2>
    {pairs.length === 0 ? <Empty small title={none} /> : null}
    <ul className="dna-list">
      {pairs.map((pair) => (
        <PairLine key={pair.match.id} pair={pair} of={of} />
      ))}
    </ul>
  </section>
)
