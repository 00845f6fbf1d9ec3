-- Telegram told us to wait in a chat; where several chats are told so within a short time, all wait.
-- KEYS: the chat's block, all chats' block, chats told. ARGV: chat, wait, span, how many are a flood.
-- What was told before is repeated with the first of the keys alone: it is no news.
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)

local function block(key)
    if redis.call('PTTL', key) < tonumber(ARGV[2]) then
        redis.call('SET', key, 1, 'PX', ARGV[2])
    end
end

block(KEYS[1])
if not KEYS[3] then
    return
end
redis.call('ZADD', KEYS[3], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now - ARGV[3])
redis.call('PEXPIRE', KEYS[3], ARGV[3])
if redis.call('ZCARD', KEYS[3]) >= tonumber(ARGV[4]) then
    block(KEYS[2])
end
