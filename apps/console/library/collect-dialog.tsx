import { PlusOutlined, ProfileOutlined } from '@ant-design/icons'
import { useTranslation } from 'react-i18next'
import type { Collection } from '#services/vms'
import type { Command, CommandGroup } from '../components/command-palette.tsx'
import { useCollections } from './catalogue.ts'
import { ChooseDialog } from './choose-dialog.tsx'
import { counted } from './counted.ts'

type CollectDialogProps = {
  open: boolean
  count: number
  close(): void
  collect(collection: Collection): void
  begin(title: string): void
}

/** Puts assets into a collection that is there, or begins one. */
export const CollectDialog = ({ open, count, close, collect, begin }: CollectDialogProps) => {
  const { t, i18n } = useTranslation()
  const { data = [], isPending } = useCollections()
  const there = (wanted: string) =>
    data
      .filter(({ title }) => title.toLowerCase().includes(wanted.toLowerCase()))
      .map((collection): Command => ({
        key: collection.id,
        label: collection.title,
        icon: <ProfileOutlined />,
        hint: t('library.assets', counted(collection.assets, i18n.language)),
        run: () => collect(collection),
      }))
  const fresh = (title: string): Command => ({
    key: 'begin',
    label: t('library.newCollection', { title }),
    icon: <PlusOutlined />,
    run: () => begin(title),
  })
  const groups = (wanted: string): CommandGroup[] => [
    { key: 'collections', title: t('library.collection'), commands: there(wanted) },
    {
      key: 'new',
      title: t('library.others'),
      commands: wanted !== '' && !data.some(({ title }) => title === wanted) ? [fresh(wanted)] : [],
    },
  ]
  return (
    <ChooseDialog
      open={open}
      close={close}
      label={t('library.collectInto', counted(count, i18n.language))}
      pending={open && isPending}
      groups={groups}
      none={t('library.typeCollection')}
    />
  )
}
