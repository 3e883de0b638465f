import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { PageFrame } from '../components/page-frame.tsx'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { isProblem } from '../shell/problem.ts'
import { useDarkRoom } from '../theme/theme.tsx'
import { CompareView } from './compare-view.tsx'
import { Decision } from './decision.tsx'
import { useSentence } from './edits.ts'
import { useDnaNews, usePair, type Pair } from './match-data.ts'

/** One match: what is shown again, beside what it was taken from. */
export const ComparePage = () => {
  useDarkRoom()
  useDnaNews()
  const { t } = useTranslation()
  const { id = '' } = useParams()
  const pair = usePair(id)
  const sentence = useSentence()
  const crumbs = [{ to: '/dna', label: t('nav.copies') }]
  if (pair.data) {
    const { match, asset, source } = pair.data
    const unseen = t(match.sourceStation ? 'copies.elsewhere' : 'copies.assetGone')
    const title = sentence(match, asset?.title ?? t('copies.assetGone'), source?.title ?? unseen)
    return (
      <PageFrame title={title} crumbs={crumbs} width="full">
        <div className="compare-columns" key={id}>
          <Pictures pair={pair.data} />
          <Decision key={`${match.decision} ${match.note}`} match={match} />
        </div>
      </PageFrame>
    )
  }
  return (
    <PageFrame title={t('nav.copies')} crumbs={crumbs} width="full">
      {isProblem(pair.error, 'match-not-found') ? (
        <Empty title={t('copies.matchGone')} detail={t('copies.matchGoneDetail')}>
          <Link to="/dna">{t('copies.all')}</Link>
        </Empty>
      ) : pair.error ? (
        <ErrorState error={pair.error} again={() => void pair.refetch()} />
      ) : (
        <div className="compare-columns" aria-busy="true">
          <div className="compare-screens">
            <div className="screen screen-wait" />
            <div className="screen screen-wait" />
          </div>
          <Skeleton shape="form" rows={4} />
        </div>
      )}
    </PageFrame>
  )
}

const Pictures = ({ pair: { match, asset, source } }: { pair: Pair }) => {
  const { t } = useTranslation()
  if (asset?.playable && source?.playable) return <CompareView match={match} asset={asset} source={source} />
  const detail = match.sourceStation
    ? t('copies.elsewhereDetail')
    : t('copies.notBoth', { title: (asset?.playable ? source : asset)?.title ?? t('copies.assetGone') })
  return (
    <Empty title={t('copies.cannotCompare')} detail={detail}>
      {[asset, source].map((one) =>
        one ? (
          <Link key={one.id} to={`/assets/${one.id}`}>
            {one.title}
          </Link>
        ) : null,
      )}
    </Empty>
  )
}
