import { CheckOutlined, RightOutlined, SettingOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Asset } from '#services/vms'
import { formatCount } from '../components/figures.ts'
import { usePreference } from '../components/preference.ts'
import { useUploads } from '../uploads/uploads-context.ts'
import { useColumns, useRights } from './catalogue.ts'
import { columnTree, flatTree, type ColumnNode } from './column-tree.ts'
import { carriesAssets, carriesFiles, putDown } from './drag.ts'
import { FacetGroup } from './facet-group.tsx'
import { toggled } from './filter.ts'

type ColumnFacetProps = {
  counts: readonly { value: string; count: number }[]
  chosen: readonly string[]
  choose(columns: string[]): void
  move(assets: readonly Asset[], column: string): void
  manage(): void
  /** Each press adds or takes away: where there is no key to hold. */
  adding: boolean
}

const isKeys = (value: unknown): value is string[] => Array.isArray(value)
const none: string[] = []

/** 栏目 as a tree. A press goes there, with Ctrl or ⌘ it is added; assets and files can be dropped on a column. */
export const ColumnFacet = ({ counts, chosen, choose, move, manage, adding }: ColumnFacetProps) => {
  const { t } = useTranslation()
  const { data = [] } = useColumns()
  const { mayManage, mayMoveTo } = useRights()
  const { allowed, setColumn } = useUploads()
  const [closed, keepClosed] = usePreference<string[]>('library.columns', none, isKeys)
  const [over, setOver] = useState<string>()
  const tree = useMemo(
    () => columnTree(data, new Map(counts.map(({ value, count }) => [value, count]))),
    [data, counts],
  )
  const open = useMemo(() => new Set(data.filter(({ id }) => !closed.includes(id)).map(({ id }) => id)), [data, closed])
  if (data.length === 0 && !mayManage) return null

  const press = (name: string, event: React.MouseEvent) => {
    if (adding || event.ctrlKey || event.metaKey || event.shiftKey) return choose(toggled(chosen, name))
    choose(chosen.length === 1 && chosen[0] === name ? [] : [name])
  }
  /** Files go on to the uploads, which are told where they belong. */
  const dropOn = ({ column }: ColumnNode) => {
    const takes = (event: React.DragEvent) =>
      (carriesAssets(event.dataTransfer) && mayMoveTo(column)) || (carriesFiles(event.dataTransfer) && allowed)
    const leave = () => {
      setOver(undefined)
      setColumn(chosen.length === 1 ? chosen[0] : undefined)
    }
    return {
      onDragOver: (event: React.DragEvent) => {
        if (!takes(event)) return
        event.preventDefault()
        if (over === column.id) return
        setOver(column.id)
        if (carriesFiles(event.dataTransfer)) setColumn(column.name)
      },
      onDragLeave: (event: React.DragEvent) => {
        if (!event.currentTarget.contains(event.relatedTarget as globalThis.Node | null)) leave()
      },
      onDrop: (event: React.DragEvent) => {
        setOver(undefined)
        if (!carriesAssets(event.dataTransfer)) return
        event.preventDefault()
        move(putDown(), column.name)
      },
    }
  }
  return (
    <FacetGroup
      name="column"
      title={t('library.column')}
      extra={
        mayManage ? (
          <Button
            type="text"
            size="small"
            icon={<SettingOutlined />}
            onClick={manage}
            aria-label={t('columns.manage')}
            title={t('columns.manage')}
            data-testid="manage-columns"
          />
        ) : null
      }
    >
      {data.length === 0 ? (
        <Button type="link" size="small" onClick={manage} className="facet-more">
          {t('columns.first')}
        </Button>
      ) : null}
      <ul className="facet-tree">
        {flatTree(tree, open).map((node) => (
          <li
            key={node.column.id}
            className={over === node.column.id ? 'facet-node over' : 'facet-node'}
            style={{ paddingInlineStart: Math.min(node.depth, 5) * 12 }}
            {...dropOn(node)}
          >
            {node.children.length > 0 ? (
              <button
                type="button"
                className="facet-twig"
                aria-expanded={open.has(node.column.id)}
                aria-label={t('library.unfold', { column: node.column.name })}
                onClick={() => keepClosed(toggled(closed, node.column.id))}
              >
                <RightOutlined aria-hidden="true" />
              </button>
            ) : (
              <span className="facet-twig" />
            )}
            <ColumnName node={node} pressed={chosen.includes(node.column.name)} press={press} />
          </li>
        ))}
      </ul>
    </FacetGroup>
  )
}

type ColumnNameProps = { node: ColumnNode; pressed: boolean; press(name: string, event: React.MouseEvent): void }

const ColumnName = ({ node: { column, count }, pressed, press }: ColumnNameProps) => {
  const { i18n } = useTranslation()
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={count === 0 && !pressed ? 'facet none' : 'facet'}
      onClick={(event) => press(column.name, event)}
      title={column.path.join(' / ')}
      data-testid={`facet-column-${column.name}`}
    >
      <span className="ellipsis facet-label">{column.name}</span>
      {pressed ? <CheckOutlined aria-hidden="true" className="facet-check" /> : null}
      <span className="facet-count numerals">{formatCount(count, i18n.language)}</span>
    </button>
  )
}
