import type { PlayerWords } from '../shared/film.ts'
import type { Language } from './language.ts'

type PageWords = Record<
  | 'published'
  | 'lentUntil'
  | 'description'
  | 'share'
  | 'shareTitle'
  | 'shareBy'
  | 'wechat'
  | 'link'
  | 'embedCode'
  | 'copy'
  | 'startAt'
  | 'scan'
  | 'qr'
  | 'close'
  | 'controls'
  | 'position'
  | 'pictureInPicture'
  | 'loading'
  | 'again'
  | 'number'
  | 'noScript'
  | 'keys'
  | 'keysSwitch'
  | 'watchOn'
  | 'sound'
  | 'languages',
  string
> & { keyNames: [keys: string[], does: string][] }

/** Every word of the public pages, in the languages they speak. */
export const words: Record<Language, { page: PageWords; player: PlayerWords }> = {
  'zh-CN': {
    page: {
      published: '发布于',
      lentUntil: '凭链接观看，有效至',
      description: '简介',
      share: '分享',
      shareTitle: '分享这个视频',
      shareBy: '发给别人',
      wechat: '点右上角「···」，发给朋友或分享到朋友圈。',
      link: '链接',
      embedCode: '嵌入代码',
      copy: '复制',
      startAt: '从这里开始：',
      scan: '扫码在手机上看',
      qr: '本视频的二维码',
      close: '关闭',
      controls: '播放控制',
      position: '播放进度',
      pictureInPicture: '画中画',
      loading: '正在加载',
      again: '重试',
      number: '编号',
      noScript: '浏览器关闭了脚本：画面由浏览器自己播放，有的浏览器放不了。',
      keys: '键盘快捷键',
      keysSwitch: '用单个按键操作播放器',
      watchOn: '打开原页面',
      sound: '音频',
      languages: '语言',
      keyNames: [
        [['空格', 'K'], '播放或暂停'],
        [['J', 'L'], '后退、前进 10 秒'],
        [['←', '→'], '后退、前进 5 秒'],
        [['↑', '↓'], '音量'],
        [['M'], '静音'],
        [['F'], '全屏'],
        [['C'], '字幕'],
        [['I'], '画中画'],
        [['<', '>'], '减速、加速'],
        [['0–9'], '跳到 0%–90%'],
        [['?'], '这张表'],
      ],
    },
    player: {
      play: '播放',
      pause: '暂停',
      replay: '重播',
      mute: '静音',
      unmute: '打开声音',
      fullscreen: '全屏',
      leaveFullscreen: '退出全屏',
      of: '{}，共 {}',
      quality: '清晰度',
      automatic: '自动',
      automaticNow: '自动（{}）',
      perHour: '约 {}/小时',
      speed: '倍速',
      normalSpeed: '正常',
      languages: '声音语言',
      subtitles: '字幕',
      chapters: '章节',
      off: '关闭',
      on: '打开',
      volume: '音量',
      forward: '前进 {} 秒',
      back: '后退 {} 秒',
      double: '2 倍速播放中',
      resumed: '从 {} 接着看',
      fromStart: '从头看',
      copied: '已复制',
      tapForSound: '打开声音',
      offline: { title: '网络断了', text: '接上网络后会接着播放。' },
      unsupported: { title: '这台设备放不了', text: '换一个浏览器，或在另一台设备上打开。' },
      refusals: {
        'asset-not-found': { title: '没有这个视频', text: '链接可能不完整，或者抄错了。' },
        'asset-withdrawn': { title: '视频已撤回', text: '发布它的台站把它撤回了。' },
        'not-playable-yet': { title: '正在准备', text: '片子还在处理，好了会自己开始。' },
        'playback-not-begun': { title: '还没到播出时间', text: '到时间再打开这个链接。' },
        'playback-over': { title: '播放期已过', text: '这个视频的版权期到了，不再提供播放。' },
        'playback-elsewhere': { title: '你所在的地区看不了', text: '按版权约定，它只在部分地区播放。' },
        'playback-other-site': { title: '不能在这个网站播放', text: '发布它的台站限定了可以播放的网站。' },
        'playback-needs-link': { title: '要有专用链接才能看', text: '请打开台站发给你的完整链接。' },
        'playback-link-over': { title: '链接已失效', text: '请向给你链接的人再要一个。' },
        'playback-too-many': { title: '同时观看的太多了', text: '等一等，或先关掉你在别的设备上的播放。' },
        refused: { title: '暂时不能看', text: '发布它的台站限制了播放。' },
        'too-many-requests': { title: '打开得太频繁', text: '过一分钟再试。' },
        'out-of-order': { title: '播放不了', text: '台站的服务器出了问题，稍后重试。' },
      },
    },
  },
  en: {
    page: {
      published: 'Published',
      lentUntil: 'By link, until',
      description: 'Description',
      share: 'Share',
      shareTitle: 'Share this video',
      shareBy: 'Send to somebody',
      wechat: 'Tap “···” at the top right to send it on.',
      link: 'Link',
      embedCode: 'Embed code',
      copy: 'Copy',
      startAt: 'Start at',
      scan: 'Scan to watch on your phone',
      qr: 'QR code of this video',
      close: 'Close',
      controls: 'Player controls',
      position: 'Position',
      pictureInPicture: 'Picture in picture',
      loading: 'Loading',
      again: 'Try again',
      number: 'Reference',
      noScript: 'Scripts are off: the browser plays the video by itself, and not every browser can.',
      keys: 'Keyboard shortcuts',
      keysSwitch: 'Single keys operate the player',
      watchOn: 'Open the page of this video',
      sound: 'Sound only',
      languages: 'Language',
      keyNames: [
        [['Space', 'K'], 'Play or pause'],
        [['J', 'L'], 'Back, forward 10 seconds'],
        [['←', '→'], 'Back, forward 5 seconds'],
        [['↑', '↓'], 'Volume'],
        [['M'], 'Mute'],
        [['F'], 'Full screen'],
        [['C'], 'Subtitles'],
        [['I'], 'Picture in picture'],
        [['<', '>'], 'Slower, faster'],
        [['0–9'], 'Go to 0%–90%'],
        [['?'], 'This list'],
      ],
    },
    player: {
      play: 'Play',
      pause: 'Pause',
      replay: 'Play again',
      mute: 'Mute',
      unmute: 'Unmute',
      fullscreen: 'Full screen',
      leaveFullscreen: 'Leave full screen',
      of: '{} of {}',
      quality: 'Quality',
      automatic: 'Auto',
      automaticNow: 'Auto ({})',
      perHour: 'about {}/hour',
      speed: 'Speed',
      normalSpeed: 'Normal',
      languages: 'Sound',
      subtitles: 'Subtitles',
      chapters: 'Chapters',
      off: 'Off',
      on: 'On',
      volume: 'Volume',
      forward: 'Forward {} seconds',
      back: 'Back {} seconds',
      double: 'Playing at 2×',
      resumed: 'Resumed at {}',
      fromStart: 'From the start',
      copied: 'Copied',
      tapForSound: 'Turn sound on',
      offline: { title: 'You are offline', text: 'Playback goes on when the connection is back.' },
      unsupported: { title: 'This device cannot play it', text: 'Try another browser or another device.' },
      refusals: {
        'asset-not-found': { title: 'There is no such video', text: 'The link may be incomplete or mistyped.' },
        'asset-withdrawn': { title: 'This video was withdrawn', text: 'The station that published it took it back.' },
        'not-playable-yet': { title: 'Almost ready', text: 'The video is still being prepared and starts by itself.' },
        'playback-not-begun': { title: 'Not on yet', text: 'Open this link again when it begins.' },
        'playback-over': { title: 'No longer available', text: 'The rights to show this video have ended.' },
        'playback-elsewhere': { title: 'Not available where you are', text: 'It may be shown in some regions only.' },
        'playback-other-site': { title: 'Not on this website', text: 'Its station chose the sites that may play it.' },
        'playback-needs-link': {
          title: 'You need a personal link',
          text: 'Open the whole link that the station sent you.',
        },
        'playback-link-over': { title: 'This link has ended', text: 'Ask whoever gave it to you for a new one.' },
        'playback-too-many': {
          title: 'Too many are watching',
          text: 'Wait a little, or stop it on your other devices.',
        },
        refused: { title: 'Not available now', text: 'The station that published it has limited who may watch.' },
        'too-many-requests': { title: 'Opened too often', text: 'Try again in a minute.' },
        'out-of-order': { title: 'It does not play', text: 'Something is wrong at the station. Try again later.' },
      },
    },
  },
}
