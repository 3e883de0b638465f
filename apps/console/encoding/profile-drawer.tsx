import { useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Profile, ProfileSettings } from '#services/transcode'
import { DetailDrawer } from '../components/detail-drawer.tsx'
import { api } from '../shell/api.ts'
import { randomId } from '../shell/random-id.ts'
import { useAct } from '../shell/use-act.ts'
import { profileName, profilesKey } from './data.ts'
import { ProfileForm } from './profile-form.tsx'

type Known = { items: Profile[]; columns: { column: string; profile: string }[] }
type ProfileDrawerProps = { known: Known; id: string | undefined; close(): void; readOnly: boolean }

const newMark = 'new-'

/** One profile: looked at, changed, or a new one made after another (`new-<id>`). */
export const ProfileDrawer = ({ known, id, close, readOnly }: ProfileDrawerProps) => {
  const { t } = useTranslation()
  const isNew = id?.startsWith(newMark) ?? false
  const profile = known.items.find((one) => one.id === (isNew ? id!.slice(newMark.length) : id))
  const name = profile ? profileName(profile) : ''
  const about = profile && !isNew && profile.builtIn && !readOnly ? t('encoding.builtInAbout') : null
  return (
    <DetailDrawer
      open={profile !== undefined}
      close={close}
      title={isNew ? t('encoding.make') : name}
      about={about}
      widthPixels={560}
      testId="profile-drawer"
    >
      {profile ? (
        <Opened
          key={`${id} ${profile.version}`}
          profile={profile}
          isNew={isNew}
          columns={known.columns.filter(({ profile: of }) => !isNew && of === profile.id).map(({ column }) => column)}
          close={close}
          readOnly={readOnly}
        />
      ) : null}
    </DetailDrawer>
  )
}

type OpenedProps = { profile: Profile; isNew: boolean; columns: string[]; close(): void; readOnly: boolean }

const Opened = ({ profile, isNew, columns: before, close, readOnly }: OpenedProps) => {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const name = profileName(profile)
  const [title, setTitle] = useState(isNew ? t('encoding.copyOf', { title: name }) : name)
  const [settings, setSettings] = useState<ProfileSettings>(profile.settings)
  const [columns, setColumns] = useState(before)
  const isFixed = readOnly || (profile.builtIn && !isNew)
  const save = useAct(async () => {
    const saved = isFixed
      ? profile
      : isNew
        ? await api.transcode.addProfile({ title, settings }, { idempotencyKey: randomId() })
        : await api.transcode.changeProfile({ id: profile.id, version: profile.version, title, settings })
    for (const column of columns.filter((one) => !before.includes(one)))
      await api.transcode.chooseForColumn({ column, profile: saved.id })
    for (const column of before.filter((one) => !columns.includes(one)))
      await api.transcode.chooseForColumn({ column, profile: null })
    await queries.invalidateQueries({ queryKey: profilesKey })
    close()
  })
  return (
    <div className="encoding-form">
      <ProfileForm
        title={title}
        setTitle={setTitle}
        settings={settings}
        setSettings={setSettings}
        columns={columns}
        setColumns={setColumns}
        isFixed={isFixed}
        readOnly={readOnly}
      />
      {readOnly ? null : (
        <div className="row encoding-end">
          <div className="grow" />
          <Button onClick={close}>{t('actions.cancel')}</Button>
          <Button
            type="primary"
            loading={save.busy}
            disabled={title.trim() === '' || settings.shortSides.length === 0}
            onClick={() => save.act()}
            data-testid="save-profile"
          >
            {t(isNew ? 'actions.create' : 'actions.save')}
          </Button>
        </div>
      )}
    </div>
  )
}
