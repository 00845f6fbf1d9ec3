-- A place in every budget, or in none. Time is this server's, in whole microseconds.
-- What those may send who are in the list of replicas and are not heard here is kept for them.
-- KEYS: born, present, cut off, all, blocked, then a chat's: budget, blocked.
-- ARGV: id, cost, seconds until counted, hold, the latest moment to be heard, whom the asker has told what it
--       has sent (born), the asker (0: not in the list), seconds of presence, seconds to remember,
--       whether what is too much can be divided (1);
--       for each budget: calls, allowed, window, least;
--       for each other replica: its number, in the list (1) or lately (0), its part of each budget.
-- Answers: born, wait, whose wait (0 all, 1 the chat, 2 the call is too much for what is left of a budget), now.
-- A wait of -1: ask again, nothing was done.
local BUDGETS, SOON = 11, 1000000
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local cost, unanswered = tonumber(ARGV[2]), tonumber(ARGV[3])
local presence, remembered = tonumber(ARGV[8]), tonumber(ARGV[9])
local number = (#KEYS - 3) / 2

local function whole(value)
    return string.format('%.0f', value)
end

local function answer(wait, whose)
    return {redis.call('GET', KEYS[1]) or '', whole(wait), whose, whole(now)}
end

local function budget(index)
    local at = BUDGETS + 4 * (index - 1)
    return tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
end

if now > tonumber(ARGV[5]) then -- given up long ago
    return answer(-1, 0)
end
redis.call('SET', KEYS[1], whole(now), 'NX')
local born = redis.call('GET', KEYS[1])
if born ~= ARGV[6] then
    return answer(-1, 0)
end
if ARGV[7] ~= '0' then
    redis.call('ZADD', KEYS[2], whole(now), ARGV[7])
    redis.call('ZREM', KEYS[3], ARGV[7])
end
if now < born + ARGV[4] then -- it remembers nothing yet: those who know what was sent come first
    return answer(born + ARGV[4] - now, 0)
end

local kept = {}
for index = 1, number do
    kept[index] = 0
end

local function keep(parts) -- nil: whatever there is
    for index = 1, number do
        kept[index] = kept[index] + (parts and parts(index) or budget(index))
    end
end

local known, _, _, shortest = {[ARGV[7]] = true}, budget(1)
for _, key in ipairs({KEYS[2], KEYS[3]}) do
    redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(now - remembered))
end
for at = BUDGETS + 4 * number, #ARGV, 2 + number do
    local id, is_listed = ARGV[at], ARGV[at + 1] == '1'
    local heard = tonumber(redis.call('ZSCORE', KEYS[2], id) or nil)
    known[id] = true
    if not heard or heard > now or heard <= now - presence then
        if is_listed and (not heard or heard > now or heard <= now - presence - unanswered - shortest) then
            redis.call('ZADD', KEYS[3], whole(now), id) -- by now it may have sent something
        end
        local is_kept = is_listed or redis.call('ZSCORE', KEYS[3], id)
        keep(function(index)
            local calls, _, window = budget(index)
            if not heard and now < born + unanswered + window then -- before we began, it may have sent all
                return calls
            end
            return is_kept and tonumber(ARGV[at + 1 + index]) or 0
        end)
    end
end
for _, id in ipairs(redis.call('ZRANGE', KEYS[3], 0, -1)) do
    if not known[id] then
        keep(nil)
    end
end
for _, key in ipairs({KEYS[2], KEYS[3]}) do
    redis.call('PEXPIRE', key, math.ceil(remembered / 1000))
end

local function blocked(key)
    local left = redis.call('PTTL', key)
    return left > 0 and left * 1000 or 0
end

local function room(key, allowed, window)
    local surplus = redis.call('ZCARD', key) + math.min(cost, allowed) - allowed
    if allowed < 1 then
        return window
    elseif surplus <= 0 then
        return 0
    end
    local last = redis.call('ZRANGE', key, surplus - 1, surplus - 1, 'WITHSCORES')
    return math.min(tonumber(last[2]), now) + window - now
end

local function left(index)
    local _, allowed, _, least = budget(index)
    return math.max(allowed - kept[index], math.min(allowed, least))
end

local function wait(key, index)
    local _, allowed, window = budget(index)
    redis.call('ZREMRANGEBYSCORE', key, '-inf', whole(now - window))
    local others = kept[index] > 0 and room(key, left(index), window) or 0
    return math.max(room(key, allowed, window), math.min(others, SOON)) -- who is not heard may be heard soon
end

local all, chat = math.max(wait(KEYS[4], 1), blocked(KEYS[5])), 0
for index = 1, number do
    local _, allowed, _, least = budget(index)
    if ARGV[10] == '1' and kept[index] > 0 and least == 0 and cost > left(index) then
        return answer(SOON, 2)
    end
end
if KEYS[6] then
    chat = math.max(wait(KEYS[6], 2), blocked(KEYS[7]))
end
if chat > 0 then
    return answer(chat, 1)
end
if all > 0 then
    return answer(all, 0)
end
for index = 1, number do
    local _, _, window = budget(index)
    for call = 1, cost do
        redis.call('ZADD', KEYS[2 + 2 * index], whole(now + unanswered), ARGV[1] .. ':' .. call)
    end
    redis.call('PEXPIRE', KEYS[2 + 2 * index], math.ceil((window + unanswered) / 1000))
end
return answer(0, 0)
