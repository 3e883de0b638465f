import { FolderOutlined, PlusOutlined, StopOutlined } from '@ant-design/icons'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { CommandPalette, type Command } from '../components/command-palette.tsx'
import { useColumns, useRights } from './catalogue.ts'
import { counted } from './counted.ts'
import { columnTree, flatTree } from './column-tree.ts'

type MoveDialogProps = { open: boolean; count: number; close(): void; move(column: string | null): void }

/** Moves assets into a column by keyboard: type a part of its name, Enter. */
export const MoveDialog = ({ open, count, close, move }: MoveDialogProps) => {
  const { t, i18n } = useTranslation()
  const [text, setText] = useState('')
  const { data = [] } = useColumns()
  const { mayMoveTo, mayManage } = useRights()
  const wanted = text.trim()
  const commands = useMemo(() => {
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
  const fits = ({ label, hint }: Command) => `${hint ?? ''} ${label}`.toLowerCase().includes(wanted.toLowerCase())
  const fresh = mayManage && wanted !== '' && !data.some(({ name }) => name === wanted)
  const others: Command[] = [
    ...(wanted === ''
      ? [{ key: 'none', label: t('library.noColumn'), icon: <StopOutlined />, run: () => move(null) }]
      : []),
    ...(fresh
      ? [
          {
            key: 'new',
            label: t('library.newColumn', { name: wanted }),
            icon: <PlusOutlined />,
            run: () => move(wanted),
          },
        ]
      : []),
  ]
  return (
    <CommandPalette
      open={open}
      close={() => {
        setText('')
        close()
      }}
      label={t('library.moveTo', counted(count, i18n.language))}
      placeholder={t('library.moveTo', counted(count, i18n.language))}
      text={text}
      onText={setText}
      groups={[
        { key: 'columns', title: t('library.column'), commands: commands.filter(fits) },
        { key: 'others', title: t('library.others'), commands: others },
      ].filter(({ commands }) => commands.length > 0)}
      none={t('library.noSuchColumn')}
    />
  )
}
