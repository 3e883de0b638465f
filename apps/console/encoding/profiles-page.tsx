import { MoreOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Dropdown } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Profile } from '#services/transcode'
import { DataTable } from '../components/data-table.tsx'
import { useDetail } from '../components/detail-drawer.tsx'
import { PageFrame } from '../components/page-frame.tsx'
import { rowsOf } from '../components/rows.ts'
import { Empty } from '../components/states.tsx'
import { Status } from '../components/status.tsx'
import type { Column } from '../components/table-columns.ts'
import { offerUndo } from '../components/undo-list.ts'
import { api } from '../shell/api.ts'
import { useSession } from '../shell/session.tsx'
import { useAct } from '../shell/use-act.ts'
import { codingNames, sizesLine } from './codings.ts'
import { profileName, profilesKey, useLogos, useProfiles } from './data.ts'
import { ProfileDrawer } from './profile-drawer.tsx'
import { useEncodingTabs } from './tabs.ts'
import './encoding.css'

const idOf = ({ id }: Profile) => id

/** 转码模板: by what the station, its columns and single assets are encoded. */
export const ProfilesPage = () => {
  const { t } = useTranslation()
  const { may } = useSession()
  const queries = useQueryClient()
  const detail = useDetail()
  const { data, error, isPending, refetch } = useProfiles()
  const items = data?.items ?? []
  const again = () => queries.invalidateQueries({ queryKey: profilesKey })
  const chosen = items.find(({ isDefault }) => isDefault)
  const choose = useAct(async (profile: Profile) => {
    await api.transcode.chooseProfile({ profile: profile.id })
    await again()
    const back = async () => {
      if (chosen) await api.transcode.chooseProfile({ profile: chosen.id })
      await again()
    }
    offerUndo({ text: t('encoding.chosen', { title: profileName(profile) }), undo: () => void back() })
  })
  const drop = useAct(async ({ id }: Profile) => {
    await api.transcode.dropProfile({ id })
    await again()
  })
  const manages = may('station:manage')
  const menu = (profile: Profile) => [
    ...(profile.isDefault
      ? []
      : [{ key: 'default', label: t('encoding.makeDefault'), onClick: () => choose.act(profile) }]),
    { key: 'copy', label: t('encoding.copy'), onClick: () => detail.open(`new-${profile.id}`) },
    ...(profile.builtIn || profile.isDefault
      ? []
      : [{ key: 'drop', label: t('actions.delete'), danger: true, onClick: () => drop.act(profile) }]),
  ]
  return (
    <PageFrame
      title={t('nav.encoding')}
      about={t(manages ? 'encoding.about' : 'encoding.readOnly')}
      tabs={useEncodingTabs()}
      primary={
        manages ? (
          <Button
            type="primary"
            onClick={() => detail.open(`new-${chosen?.id ?? 'standard'}`)}
            data-testid="new-profile"
          >
            {t('encoding.make')}
          </Button>
        ) : undefined
      }
    >
      <div data-testid="profiles">
        <DataTable<Profile>
          name="encoding-profiles"
          label={t('encoding.tabs.profiles')}
          columns={useProfileColumns(data?.columns ?? [], manages ? menu : undefined)}
          rows={{ ...rowsOf(items), pending: isPending, error: error ?? undefined, again: () => void refetch() }}
          idOf={idOf}
          nameOf={profileName}
          open={({ id }) => detail.open(id)}
          current={detail.id}
          empty={<Empty title={t('encoding.none')} />}
        />
      </div>
      {data ? <ProfileDrawer known={data} id={detail.id} close={detail.close} readOnly={!manages} /> : null}
    </PageFrame>
  )
}

type Item = { key: string; label: string; danger?: boolean; onClick(): void }

const useProfileColumns = (
  byColumn: readonly { profile: string }[],
  menu: ((profile: Profile) => Item[]) | undefined,
): Column<Profile>[] => {
  const { t } = useTranslation()
  const logos = useLogos().data ?? []
  return [
    {
      key: 'title',
      title: t('encoding.name'),
      cell: (profile) => (
        <span className="ellipsis" data-testid="profile" data-id={profile.id}>
          {profileName(profile)}
        </span>
      ),
      widthPixels: 200,
    },
    {
      key: 'default',
      title: t('encoding.inUse'),
      cell: ({ isDefault }) => (isDefault ? <Status tone="jade">{t('encoding.default')}</Status> : null),
      widthPixels: 110,
      card: 'state',
    },
    {
      key: 'sizes',
      title: t('encoding.sizes'),
      cell: ({ settings }) => <span className="ellipsis numerals">{sizesLine(settings.shortSides)}</span>,
      widthPixels: 280,
      grow: true,
    },
    {
      key: 'codings',
      title: t('encoding.codings'),
      cell: ({ settings }) => ['H.264', ...settings.additional.map(({ coding }) => codingNames[coding])].join(' · '),
      widthPixels: 180,
    },
    {
      key: 'logo',
      title: t('encoding.logo'),
      cell: ({ settings }) => (
        <span className="ellipsis">{logos.find(({ id }) => id === settings.logo)?.title ?? '–'}</span>
      ),
      widthPixels: 140,
    },
    {
      key: 'columns',
      title: t('encoding.columns'),
      cell: ({ id }) => byColumn.filter(({ profile }) => profile === id).length || '–',
      widthPixels: 90,
      end: true,
    },
    ...(menu
      ? [
          {
            key: 'more',
            title: t('actions.more'),
            cell: (profile: Profile) => (
              <Dropdown trigger={['click']} placement="bottomRight" menu={{ items: menu(profile) }}>
                <Button
                  type="text"
                  size="small"
                  icon={<MoreOutlined />}
                  aria-label={`${t('actions.more')} ${profileName(profile)}`}
                  data-testid="profile-more"
                />
              </Dropdown>
            ),
            widthPixels: 70,
            card: 'about' as const,
          },
        ]
      : []),
  ]
}
