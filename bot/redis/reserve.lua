-- A place in every budget, or in none. Time is this server's, in whole microseconds.
-- KEYS: born, all, blocked, then a chat's: budget, blocked.
-- ARGV: id, cost, seconds until counted, hold, then for each budget: calls, allowed, window.
-- Answers: born, wait, whose wait (0 all, 1 the chat).
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local cost, counted = tonumber(ARGV[2]), now + ARGV[3]

redis.call('SET', KEYS[1], string.format('%.0f', now), 'NX')
local born = redis.call('GET', KEYS[1])
if now < born + ARGV[4] then -- it remembers nothing yet: those who know what was sent come first
    return {born, string.format('%.0f', born + ARGV[4] - now), 0}
end

local function blocked(key)
    local left = redis.call('PTTL', key)
    return left > 0 and left * 1000 or 0
end

local function wait(key, at)
    local calls, allowed, window = tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    redis.call('ZREMRANGEBYSCORE', key, '-inf', string.format('%.0f', now - window))
    local surplus = redis.call('ZCARD', key) + math.min(cost, allowed) - allowed
    if surplus <= 0 then
        return 0
    end
    local last = redis.call('ZRANGE', key, surplus - 1, surplus - 1, 'WITHSCORES')
    return math.min(tonumber(last[2]), now) + window - now
end

local all, chat = math.max(wait(KEYS[2], 5), blocked(KEYS[3])), 0
if KEYS[4] then
    chat = math.max(wait(KEYS[4], 8), blocked(KEYS[5]))
end
if chat > 0 then
    return {born, string.format('%.0f', chat), 1}
end
if all > 0 then
    return {born, string.format('%.0f', all), 0}
end
local budgets = {[KEYS[2]] = ARGV[7]}
if KEYS[4] then
    budgets[KEYS[4]] = ARGV[10]
end
for key, window in pairs(budgets) do
    for number = 1, cost do
        redis.call('ZADD', key, string.format('%.0f', counted), ARGV[1] .. ':' .. number)
    end
    redis.call('PEXPIRE', key, math.ceil((window + ARGV[3]) / 1000))
end
return {born, '0', 0}
