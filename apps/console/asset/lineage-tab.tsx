import { CloseOutlined } from '@ant-design/icons'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Asset, Lineage, RelationKind } from '#services/vms'
import { Empty, ErrorState, Skeleton } from '../components/states.tsx'
import { offerUndo } from '../components/undo-list.ts'
import { StateChip } from '../library/state-chip.tsx'
import { api } from '../shell/api.ts'
import { formatBytes, formatDuration } from '../shell/format.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { codecName } from './codecs.ts'
import { RelationAdd } from './relation-add.tsx'
import './lineage.css'

type Node = Lineage['nodes'][number]
type Edge = Lineage['edges'][number]
const made = new Set(['ingested', 'rendered'])

/** 谱系: from which file an asset came, what was made of it, and what it has to do with others. */
export const LineageTab = ({ asset }: { asset: Asset }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const [adding, setAdding] = useState(false)
  const { data, error, refetch } = useQuery({
    queryKey: ['asset', asset.id, 'lineage'],
    queryFn: ({ signal }) => api.vms.lineage({ id: asset.id }, { signal }),
  })
  if (error && !data) return <ErrorState small error={error} again={() => void refetch()} />
  if (!data) return <Skeleton rows={5} />
  const nodes = new Map(data.nodes.map((node) => [node.id, node]))
  const essences = data.edges.filter(({ kind, to }) => kind === 'ingested' && to === asset.id)
  const flows = data.edges.filter(({ kind, from }) => kind === 'rendered' && from === asset.id)
  const siblings = data.edges.filter(({ kind, to }) => kind === 'ingested' && to !== asset.id)
  const relations = data.edges.filter(({ kind }) => !made.has(kind))
  return (
    <div className="lineage" data-testid="lineage">
      <ol className="descent">
        {essences.map(({ from }) => {
          const essence = nodes.get(from)
          return essence ? (
            <li key={from} className="descent-step">
              <span className="label">{t('lineage.essence')}</span>
              <div className="descent-box">
                <span className="ellipsis" title={essence.name}>
                  {essence.name}
                </span>
                {essence.bytes === undefined ? null : (
                  <span className="faint numerals">{formatBytes(essence.bytes)}</span>
                )}
              </div>
              {siblings.map(({ to }) => (
                <p key={to} className="soft">
                  {t('lineage.sameFile')} <OtherAsset node={nodes.get(to)} />
                </p>
              ))}
            </li>
          ) : null
        })}
        <li className="descent-step">
          <span className="label">{t('lineage.asset')}</span>
          <div className="descent-box is-here">
            <span className="ellipsis">{asset.title}</span>
            <StateChip state={asset.state} progress={asset.progress} />
          </div>
        </li>
        <li className="descent-step">
          <span className="label">{t('lineage.flows')}</span>
          {flows.length === 0 ? <p className="faint">{t('lineage.noFlows')}</p> : null}
          <ul className="descent-flows">
            {flows.map(({ to }) => (
              <Flow key={to} node={nodes.get(to)} />
            ))}
          </ul>
        </li>
      </ol>
      <section aria-label={t('lineage.relations')} className="relations">
        <header>
          <h2 className="label">{t('lineage.relations')}</h2>
          {may('assets:write') && !adding ? (
            <Button size="small" onClick={() => setAdding(true)} data-testid="relate">
              {t('lineage.add')}
            </Button>
          ) : null}
        </header>
        {adding ? <RelationAdd asset={asset} done={() => setAdding(false)} /> : null}
        {relations.length === 0 && !adding ? (
          <Empty small title={t('lineage.noRelations')} detail={t('lineage.noRelationsDetail')} />
        ) : null}
        <ul>
          {relations.map((edge) => (
            <Relation key={`${edge.from}/${edge.to}/${edge.kind}`} asset={asset} edge={edge} nodes={nodes} />
          ))}
        </ul>
      </section>
    </div>
  )
}

const Flow = ({ node }: { node: Node | undefined }) => {
  const { t } = useTranslation()
  if (!node) return null
  const name = node.name === 'preview' ? t('asset.preview') : node.media === 'audio' ? t('media.sound') : node.name
  return (
    <li className="descent-box">
      <span>{name}</span>
      <span className="faint numerals">
        {[
          node.codec ? codecName(node.codec) : undefined,
          node.bytes ? formatBytes(node.bytes) : undefined,
          node.durationSeconds ? formatDuration(node.durationSeconds) : undefined,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  )
}

const OtherAsset = ({ node }: { node: Node | undefined }) => {
  const { t } = useTranslation()
  if (!node) return null
  return (
    <>
      <Link to={`/assets/${node.id}`}>{node.name}</Link>
      {node.inBin ? <span className="faint"> {t('lineage.inBin')}</span> : null}
    </>
  )
}

type RelationProps = { asset: Asset; edge: Edge; nodes: ReadonlyMap<string, Node> }

/** Edges lead from what was there to what came of it: `to` is a cut, a part, a trailer … of `from`. */
const Relation = ({ asset, edge, nodes }: RelationProps) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const kind = edge.kind as RelationKind
  const again = () => queries.invalidateQueries({ queryKey: ['asset', asset.id, 'lineage'] })
  const relation = { id: edge.to, to: edge.from, kind }
  const remove = useAct(async () => {
    await api.vms.unrelate(relation)
    await again()
    offerUndo({ text: t('lineage.removed'), undo: () => void api.vms.relate(relation).then(again) })
  })
  const own = edge.to === asset.id || edge.from === asset.id
  const other = nodes.get(edge.to === asset.id ? edge.from : edge.to)
  return (
    <li className="relation" data-testid="relation">
      <span className="grow">
        {own ? (
          <>
            <span className="soft">{edge.to === asset.id ? t(`lineage.is.${kind}`) : t(`lineage.has.${kind}`)} </span>
            <OtherAsset node={other} />
          </>
        ) : (
          <>
            <OtherAsset node={nodes.get(edge.to)} /> <span className="soft">{t(`lineage.is.${kind}`)} </span>
            <OtherAsset node={nodes.get(edge.from)} />
          </>
        )}
      </span>
      {own && may('assets:write') ? (
        <Button
          type="text"
          size="small"
          icon={<CloseOutlined />}
          loading={remove.busy}
          aria-label={t('lineage.remove')}
          onClick={() => remove.act()}
        />
      ) : null}
    </li>
  )
}
