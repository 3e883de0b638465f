import { FolderOutlined, PlusOutlined, StopOutlined } from '@ant-design/icons'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Command, CommandGroup } from '../components/command-palette.tsx'
import { useColumns, useRights } from './catalogue.ts'
import { ChooseDialog } from './choose-dialog.tsx'
import { columnTree, flatTree } from './column-tree.ts'
import { counted } from './counted.ts'

type MoveDialogProps = { open: boolean; count: number; close(): void; move(column: string | null): void }

/** Moves assets into a column that is there or a new one, or out of theirs. */
export const MoveDialog = ({ open, count, close, move }: MoveDialogProps) => {
  const { t, i18n } = useTranslation()
  const { data = [] } = useColumns()
  const { mayMoveTo, mayManage } = useRights()
  const columns = useMemo(() => {
    const nodes = flatTree(columnTree(data, new Map()))
    return nodes
      .filter(({ column }) => mayMoveTo(column))
      .map(({ column }): Command => ({
        key: column.id,
        label: column.name,
        icon: <FolderOutlined />,
        hint: column.path.slice(0, -1).join(' / '),
        run: () => move(column.name),
      }))
  }, [data, mayMoveTo, move])
  const none: Command = { key: 'none', label: t('library.noColumn'), icon: <StopOutlined />, run: () => move(null) }
  const fresh = (name: string): Command => ({
    key: 'new',
    label: t('library.newColumn', { name }),
    icon: <PlusOutlined />,
    run: () => move(name),
  })
  const others = (wanted: string): Command[] => {
    if (wanted === '') return [none]
    return mayManage && !data.some(({ name }) => name === wanted) ? [fresh(wanted)] : []
  }
  const groups = (wanted: string): CommandGroup[] => {
    const fits = ({ label, hint }: Command) => `${hint ?? ''} ${label}`.toLowerCase().includes(wanted.toLowerCase())
    return [
      { key: 'columns', title: t('library.column'), commands: columns.filter(fits) },
      { key: 'others', title: t('library.others'), commands: others(wanted) },
    ]
  }
  return (
    <ChooseDialog
      open={open}
      close={close}
      label={t('library.moveTo', counted(count, i18n.language))}
      groups={groups}
      none={t('library.noSuchColumn')}
    />
  )
}
