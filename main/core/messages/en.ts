/**
 * Every text that a person reads. A name says where it stands. {{places}} are filled in; `_one` and `_other` are chosen by
 * `count`, and asked for without that ending.
 */
export const en = {
  'app.name': 'hermes-tray',

  'view.overview': 'Overview',
  'view.timeline': 'Timeline',
  'view.logs': 'Logs',
  'view.settings': 'Settings',
  'view.list': 'Views',
  'gateway.list': 'Gateways',

  'timeline.range': 'Time shown',
  'timeline.range.day': 'Day',
  'timeline.range.week': 'Week',
  'timeline.range.month': 'Month',
  'timeline.strip.day': 'Uptime over the last 24 hours',
  'timeline.strip.week': 'Uptime over the last 7 days',
  'timeline.strip.month': 'Uptime over the last 30 days',
  'timeline.strip.help': 'Left and right go from one time to the next, Enter goes to it in the list.',
  'timeline.legend': 'What the strip shows',
  'timeline.now': 'now',

  'timeline.way.up': 'Running',
  'timeline.way.down': 'Down',
  'timeline.way.starting': 'Starting',
  'timeline.way.stopped': 'Stopped on request',
  'timeline.way.suspended': 'Computer asleep',
  'timeline.way.unknown': 'Not known',
  'timeline.segment': '{{way}} · {{from}} – {{to}} · {{duration}}',
  'timeline.segment.falls_one': 'Down once, for {{down}} · {{from}} – {{to}}',
  'timeline.segment.falls_other': 'Down {{count}} times, for {{down}} together · {{from}} – {{to}}',

  'timeline.uptime': 'Uptime',
  'timeline.uptime.about':
    'How much of the time it ran in which it was to run and hermes-tray knows how it was. Stops and restarts that somebody asked for, and the sleep of the computer, do not count.',
  'timeline.incidents': 'Incidents',
  'timeline.incidents.about':
    'Times at which it fell and nobody had asked for that. Within ten minutes of its return another fall belongs to the same incident.',
  'timeline.between': 'Between incidents',
  'timeline.between.about': 'The time it ran, divided by the number of incidents.',
  'timeline.recover': 'To recover',
  'timeline.recover.about':
    'How long an incident kept it down, its start included, on average over those that it got over.',
  'timeline.figure.none': 'none',
  'timeline.figure.notKnown': 'not known',
  'timeline.figures': 'In figures',
  'timeline.figures.about': 'How this is counted',
  'timeline.known':
    'hermes-tray knows {{percent}} of this time. Of the rest it was not there to see, and nothing that it found afterwards tells.',

  'timeline.list': 'What happened',
  'timeline.filter': 'Show',
  'timeline.filter.runs': 'Starts and falls',
  'timeline.filter.incidents': 'Incidents',
  'timeline.filter.requests': 'Stops and restarts',
  'timeline.filter.app': 'App and sleep',
  'timeline.list.help': 'Up and down go from one entry to the next, Enter unfolds one.',
  'timeline.older_one': 'Show one older entry',
  'timeline.older_other': 'Show {{count}} older entries',
  'timeline.leftOut_one': 'One older entry is left out.',
  'timeline.leftOut_other': '{{count}} older entries are left out.',
  'timeline.empty': 'Nothing is written down of this gateway yet. What happens from now on appears here.',
  'timeline.filteredOut': 'There is nothing of what is chosen above.',
  'timeline.reading': 'Reading what happened…',
  'timeline.inLog': 'Show in the log',
  'timeline.again': 'It ran again after {{duration}}.',
  'timeline.loopEnds': 'The ends that were written down',
  'timeline.noGateway': 'There is no gateway to tell of',

  'timeline.entry.run-began': 'Started (PID {{pid}})',
  'timeline.entry.run-began.asked': 'Started from here (PID {{pid}})',
  'timeline.entry.loop': 'Fell {{falls}} times within {{duration}}',
  'timeline.entry.incident-began': 'An incident began',
  'timeline.entry.incident-recovered': 'Incident over: it runs again',
  'timeline.entry.incident-recovered.after': 'Incident over: it runs again after {{duration}}',
  'timeline.entry.incident-down': 'Incident: it stays down, nothing restarts it',
  'timeline.entry.incident-ended': 'Incident over: it was stopped on request',
  'timeline.entry.start-asked': 'A start was asked for here, and nothing came of it',
  'timeline.entry.stop-asked': 'A stop was asked for here, and nothing came of it',
  'timeline.entry.restart.graceful': 'Graceful restart',
  'timeline.entry.restart.when-idle': 'Restart when idle',
  'timeline.entry.restart.now': 'Restart at once',
  'timeline.entry.restart.ready': '{{restart}}: it took {{duration}}',
  'timeline.entry.restart.cancelled': '{{restart}}: cancelled',
  'timeline.entry.restart.failed': '{{restart}}: failed',
  'timeline.entry.restart.open': '{{restart}}: how it ended is not written down',
  'timeline.entry.drain': 'Finishes its work before it ends',
  'timeline.entry.drain.agents_one': 'Finishes its work before it ends: one agent',
  'timeline.entry.drain.agents_other': 'Finishes its work before it ends: {{count}} agents',
  'timeline.entry.suspended': 'The computer went to sleep',
  'timeline.entry.suspended.for': 'The computer slept for {{duration}}',
  'timeline.entry.app-started': 'hermes-tray {{version}} began to watch',
  'timeline.entry.app-started.cutOff':
    'hermes-tray {{version}} began to watch; it had been cut off before, and did not see what happened until then',
  'timeline.entry.app-ended': 'hermes-tray was closed',

  'usage.title': 'Memory and CPU',
  'usage.memory': 'Memory',
  'usage.cpu': 'CPU',
  'usage.cpu.ofCore': 'of a core',
  'usage.waiting': 'measuring…',
  'usage.notTold': 'not told',
  'usage.graph': '{{what}} over the last {{duration}}: {{least}} to {{most}}, now {{now}}',
  'usage.tasks_one': 'one task',
  'usage.tasks_other': '{{count}} tasks',
  'usage.fromProc': 'Of the process and its children; systemd does not count this unit’s.',

  'restarts.term': 'Restarts',
  'restarts.none': 'none by systemd since it was last started',
  'restarts.some_one': 'one by systemd since it was last started',
  'restarts.some_other': '{{count}} by systemd since it was last started',
  'restarts.fallsLately_one': '{{restarts}} · fell once in the last 24 hours',
  'restarts.fallsLately_other': '{{restarts}} · fell {{count}} times in the last 24 hours',
  'restarts.fallsLatelyMany': '{{restarts}} · fell {{falls}} times or more in the last 24 hours',
} as const;

type Singular<K extends string> = K extends `${infer Name}_one` | `${infer Name}_other` ? Name : K;

/** What `t` is asked for. */
export type MessageKey = Singular<keyof typeof en>;
/** A language: every message, with the plural forms that English has. */
export type Messages = { readonly [K in keyof typeof en]: string };
