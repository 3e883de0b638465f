import {
  ArrowDownOutlined,
  ArrowUpOutlined,
  DeleteOutlined,
  EditOutlined,
  LockOutlined,
  PlusOutlined,
} from '@ant-design/icons'
import { Button, Modal, Select } from 'antd'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Column } from '#services/vms'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { Empty } from '../components/states.tsx'
import { counted } from './counted.ts'
import { ColumnForm } from './column-form.tsx'
import { columnTree, flatTree, type ColumnNode } from './column-tree.ts'
import { useColumnWork } from './column-work.ts'
import './columns.css'

/** What is being written: a new column under another one or at the top, or one that is there. */
type Writing = { column?: Column; parent?: string }

/** The station's columns: opened, named, ordered, closed, and who may edit and publish in them. */
export const ColumnsDrawer = ({ open, close }: { open: boolean; close(): void }) => {
  const { t } = useTranslation()
  const work = useColumnWork()
  const [writing, setWriting] = useState<Writing>()
  const [closing, setClosing] = useState<Column>()
  const nodes = useMemo(() => flatTree(columnTree(work.columns, new Map())), [work.columns])
  const done = () => setWriting(undefined)
  const neighbours = (node: ColumnNode) => nodes.filter(({ column }) => column.parent === node.column.parent)
  return (
    <DetailDrawer
      open={open}
      close={close}
      title={t('columns.manage')}
      about={t('columns.about')}
      widthPixels={520}
      testId="columns"
      actions={
        writing ? null : (
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setWriting({})} data-testid="add-column">
            {t('columns.add')}
          </Button>
        )
      }
    >
      {nodes.length === 0 && !writing ? (
        <Empty small title={t('columns.none')} detail={t('columns.noneDetail')} />
      ) : null}
      <ul className="columns-list">
        {nodes.map((node) =>
          writing?.column?.id === node.column.id ? (
            <li key={node.column.id}>
              <ColumnForm column={node.column} columns={work.columns} done={done} saved={work.refresh} />
            </li>
          ) : (
            <ColumnLine
              key={node.column.id}
              node={node}
              first={neighbours(node)[0] === node}
              last={neighbours(node).at(-1) === node}
              busy={work.step.busy || work.close.busy}
              edit={() => setWriting({ column: node.column })}
              add={() => setWriting({ parent: node.column.id })}
              step={(by) => work.step.act(node.column, by)}
              close={() =>
                node.column.assets === 0 ? work.close.act(node.column, undefined) : setClosing(node.column)
              }
            />
          ),
        )}
      </ul>
      {writing && !writing.column ? (
        <ColumnForm
          key={writing.parent}
          parent={writing.parent}
          columns={work.columns}
          done={done}
          saved={work.refresh}
        />
      ) : null}
      <CloseColumn
        key={closing?.id}
        column={closing}
        columns={work.columns}
        dismiss={() => setClosing(undefined)}
        close={(moveTo) => {
          work.close.act(closing!, moveTo)
          setClosing(undefined)
        }}
      />
    </DetailDrawer>
  )
}

type ColumnLineProps = {
  node: ColumnNode
  /** Among its neighbours. */
  first: boolean
  last: boolean
  busy: boolean
  edit(): void
  add(): void
  step(by: -1 | 1): void
  close(): void
}

const ColumnLine = ({ node, first, last, busy, edit, add, step, close }: ColumnLineProps) => {
  const { t, i18n } = useTranslation()
  const { name, assets, editors, publishers } = node.column
  const tool = (icon: React.ReactNode, label: string, act: () => void, disabled = busy) => (
    <Button
      type="text"
      size="small"
      icon={icon}
      disabled={disabled}
      onClick={act}
      aria-label={t('columns.tool', { what: label, name })}
      title={label}
    />
  )
  return (
    <li className="columns-line" style={{ paddingInlineStart: node.depth * 20 }} data-testid={`column-${name}`}>
      <span className="ellipsis columns-name" title={name}>
        {name}
      </span>
      {editors || publishers ? (
        <LockOutlined className="faint" role="img" aria-label={t('columns.limited')} title={t('columns.limited')} />
      ) : null}
      <span className="faint numerals columns-count">{t('library.assets', counted(assets, i18n.language))}</span>
      <span className="columns-tools">
        {tool(<ArrowUpOutlined />, t('columns.up'), () => step(-1), busy || first)}
        {tool(<ArrowDownOutlined />, t('columns.down'), () => step(1), busy || last)}
        {tool(<PlusOutlined />, t('columns.addBelow'), add)}
        {tool(<EditOutlined />, t('actions.edit'), edit)}
        {tool(<DeleteOutlined />, t('columns.close'), close, busy || node.children.length > 0)}
      </span>
    </li>
  )
}

type CloseColumnProps = {
  column: Column | undefined
  columns: readonly Column[]
  dismiss(): void
  close(moveTo: string | undefined): void
}

/** A column that still holds assets is closed only once it is said where they go. */
const CloseColumn = ({ column, columns, dismiss, close }: CloseColumnProps) => {
  const { t, i18n } = useTranslation()
  const [moveTo, setMoveTo] = useState('')
  const others = columns.filter(({ id }) => id !== column?.id)
  return (
    <Modal
      open={column !== undefined}
      onCancel={dismiss}
      title={t('columns.closeTitle', { name: column?.name })}
      okText={t('columns.close')}
      cancelText={t('actions.cancel')}
      okButtonProps={{ danger: true }}
      onOk={() => close(moveTo || undefined)}
      width={440}
    >
      <p>{t('columns.closeLead', counted(column?.assets ?? 0, i18n.language))}</p>
      <Select
        className="columns-select"
        value={moveTo}
        onChange={setMoveTo}
        showSearch={{ optionFilterProp: 'label' }}
        aria-label={t('columns.moveTo')}
        options={[
          { value: '', label: t('library.noColumn') },
          ...others.map(({ id, path }) => ({ value: id, label: path.join(' / ') })),
        ]}
      />
    </Modal>
  )
}
