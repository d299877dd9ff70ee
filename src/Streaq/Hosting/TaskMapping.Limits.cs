using Streaq.Execution;

namespace Streaq;

/// <content>Which attempts may run at a time, across all workers of the queue.</content>
public partial class TaskMapping
{
    /// <summary>The most permits of one limit, so that what the store keeps of it stays small.</summary>
    private const int MostPermits = 100_000;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(7);

    /// <summary>
    /// Lets one instance of the task run at a time. Another one that is about to start meanwhile fails with
    /// <see cref="TaskAlreadyRunningException"/> and leaves no dead letter. A task keeps its place through its retries; the place
    /// of a worker that died is free when its lease has run out.
    /// </summary>
    /// <returns>These settings.</returns>
    public TaskMapping WithUnique()
    {
        Limits.Unique = new UniqueRule(KeyOf: null);
        return this;
    }

    /// <summary>The same for each key: two instances of different keys may run at a time.</summary>
    /// <typeparam name="TArgument">The type of the task's argument.</typeparam>
    /// <param name="key">Takes the key from the argument: any text that is not empty.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentException">The task's argument is of another type.</exception>
    public TaskMapping WithUnique<TArgument>(Func<TArgument, string> key)
    {
        Limits.Unique = new UniqueRule(OfArgument(key));
        return this;
    }

    /// <summary>
    /// Lets so many attempts of the task run at a time, on all workers together. Others wait, without an attempt being counted, and
    /// begin in the order in which they became ready. Can be combined with one limit per key and with rate limits.
    /// </summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public TaskMapping WithMaxConcurrency(int limit) => WithMaxConcurrency(limit, keyOf: null);

    /// <summary>The same for each key.</summary>
    /// <typeparam name="TArgument">The type of the task's argument.</typeparam>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="key">Takes the key from the argument: any text that is not empty.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    /// <exception cref="ArgumentException">The task's argument is of another type.</exception>
    public TaskMapping WithMaxConcurrency<TArgument>(int limit, Func<TArgument, string> key) => WithMaxConcurrency(limit, OfArgument(key));

    /// <summary>
    /// Lets so many attempts of the task start within any time of that length, on all workers together; they may start all at once.
    /// Others wait, without an attempt being counted, and begin in the order in which they became ready. Retries count as starts.
    /// </summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="per">The length, from 1 millisecond to 7 days; counted in whole milliseconds.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the time is out of range.</exception>
    public TaskMapping WithRateLimit(int limit, TimeSpan per) => WithRateLimit(limit, per, keyOf: null);

    /// <summary>The same for each key.</summary>
    /// <typeparam name="TArgument">The type of the task's argument.</typeparam>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="per">The length, from 1 millisecond to 7 days; counted in whole milliseconds.</param>
    /// <param name="key">Takes the key from the argument: any text that is not empty.</param>
    /// <returns>These settings.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the time is out of range.</exception>
    /// <exception cref="ArgumentException">The task's argument is of another type.</exception>
    public TaskMapping WithRateLimit<TArgument>(int limit, TimeSpan per, Func<TArgument, string> key) =>
        WithRateLimit(limit, per, OfArgument(key));

    private TaskLimits Limits => _settings.Limits ??= new TaskLimits();

    private TaskMapping WithMaxConcurrency(int limit, Func<object?, string?>? keyOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPermits);
        Limits.Add(new LimitRule(LimitRule.Concurrency, limit, Period: null, keyOf));
        return this;
    }

    private TaskMapping WithRateLimit(int limit, TimeSpan per, Func<object?, string?>? keyOf)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPermits);
        ArgumentOutOfRangeException.ThrowIfLessThan(per, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(per, LongestPeriod);
        Limits.Add(new LimitRule(LimitRule.Rate, limit, per, keyOf));
        return this;
    }

    private Func<object?, string?> OfArgument<TArgument>(Func<TArgument, string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (typeof(TArgument) != _argument)
        {
            throw new ArgumentException(
                $"The key is taken from a {typeof(TArgument)}, but the task's argument is a {_argument}.", nameof(key));
        }

        return argument => key((TArgument)argument!);
    }
}
