import { MoreOutlined } from '@ant-design/icons'
import { Button, Dropdown, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Collection } from '#services/vms'
import { useSession } from '../shell/session.tsx'
import { useCollecting } from './collecting.ts'
import { ConfirmName } from './confirm-name.tsx'

/** The collection that is shown: its name and words, to be renamed or dropped. */
export const CollectionHead = ({ collection, left }: { collection: Collection; left(): void }) => {
  const { t } = useTranslation()
  const { may } = useSession()
  const { rename, drop } = useCollecting()
  const [name, setName] = useState<string>()
  const [dropping, setDropping] = useState(false)
  const { title, description } = collection
  const keep = () => {
    const wanted = name?.trim()
    setName(undefined)
    if (wanted && wanted !== title) void rename(collection, wanted)
  }
  return (
    <div className="collection-head" data-testid="collection-head">
      {name === undefined ? (
        <h2 className="ellipsis" title={title}>
          {title}
        </h2>
      ) : (
        <Input
          autoFocus
          value={name}
          maxLength={300}
          aria-label={t('collections.name')}
          onChange={(event) => setName(event.target.value)}
          onBlur={keep}
          onPressEnter={keep}
          onKeyDown={(event) => event.key === 'Escape' && setName(undefined)}
        />
      )}
      {description ? <p className="soft ellipsis">{description}</p> : null}
      {may('assets:write') ? (
        <Dropdown
          trigger={['click']}
          menu={{
            items: [
              { key: 'rename', label: t('collections.rename'), onClick: () => setName(title) },
              { key: 'drop', danger: true, label: t('collections.drop'), onClick: () => setDropping(true) },
            ],
          }}
        >
          <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('actions.more')} />
        </Dropdown>
      ) : null}
      <ConfirmName
        open={dropping}
        close={() => setDropping(false)}
        title={t('collections.dropTitle')}
        lead={t('collections.dropLead')}
        word={title}
        ok={t('collections.drop')}
        confirm={() => void drop(collection).then(left)}
      />
    </div>
  )
}
