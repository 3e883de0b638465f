import { PlusOutlined, ProfileOutlined } from '@ant-design/icons'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { counted } from './counted.ts'
import type { Collection } from '#services/vms'
import { CommandPalette } from '../components/command-palette.tsx'
import { useCollections } from './catalogue.ts'

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
  const [text, setText] = useState('')
  const { data = [], isPending } = useCollections()
  const wanted = text.trim()
  const found = data.filter(({ title }) => title.toLowerCase().includes(wanted.toLowerCase()))
  return (
    <CommandPalette
      open={open}
      close={() => {
        setText('')
        close()
      }}
      label={t('library.collectInto', counted(count, i18n.language))}
      placeholder={t('library.collectInto', counted(count, i18n.language))}
      text={text}
      onText={setText}
      pending={open && isPending}
      groups={[
        {
          key: 'collections',
          title: t('library.collection'),
          commands: found.map((collection) => ({
            key: collection.id,
            label: collection.title,
            icon: <ProfileOutlined />,
            hint: t('library.assets', counted(collection.assets, i18n.language)),
            run: () => collect(collection),
          })),
        },
        {
          key: 'new',
          title: t('library.others'),
          commands:
            wanted !== '' && !data.some(({ title }) => title === wanted)
              ? [
                  {
                    key: 'begin',
                    label: t('library.newCollection', { title: wanted }),
                    icon: <PlusOutlined />,
                    run: () => begin(wanted),
                  },
                ]
              : [],
        },
      ].filter(({ commands }) => commands.length > 0)}
      none={t('library.typeCollection')}
    />
  )
}
