"""A stand-in for Telegram.

What there is       model, state, core, store, clock, feed; world is its face
What people do      people, writing, touching, groups
Telegram's rules    entities, markup_text, keyboards, addresses, reactions, topics, files, composing, limits,
                    updates, profile; faults on order
The Bot API         api, params, errors, replies, methods
HTTP and the page   server, views, page_api, page_events, page_files, page
The program         serve, process
"""
