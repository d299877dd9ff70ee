using Streaq.Execution;
using Streaq.Hosting;

namespace Streaq;

/// <summary>What can be said of a mapped task by its argument.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <typeparam name="TSelf">The mapping, which each call returns.</typeparam>
public abstract class ArgumentMapping<TArgument, TSelf> : FluentMapping<TSelf> where TSelf : ArgumentMapping<TArgument, TSelf>
{
    private protected ArgumentMapping(TaskDeclaration declared) : base(declared)
    {
    }

    /// <summary>
    /// <see cref="FluentMapping{TSelf}.WithUnique()"/> for each key: two instances of different keys may run at a time.
    /// </summary>
    /// <param name="key">Takes the key from the argument: any text that is not empty.</param>
    /// <returns>This mapping.</returns>
    public TSelf WithUnique(Func<TArgument, string> key)
    {
        Limits.Unique = new UniqueRule(Of(key));
        return Self;
    }

    /// <summary><see cref="FluentMapping{TSelf}.WithMaxConcurrency(int)"/> for each key.</summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="key">Takes the key from the argument: any text that is not empty.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public TSelf WithMaxConcurrency(int limit, Func<TArgument, string> key)
    {
        Limits.Add(LimitRule.AtATime(limit, Of(key)));
        return Self;
    }

    /// <summary><see cref="FluentMapping{TSelf}.WithRateLimit(int, TimeSpan)"/> for each key.</summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="per">The length, from 1 millisecond to 7 days; counted in whole milliseconds.</param>
    /// <param name="key">Takes the key from the argument: any text that is not empty.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the time is out of range.</exception>
    public TSelf WithRateLimit(int limit, TimeSpan per, Func<TArgument, string> key)
    {
        Limits.Add(LimitRule.Within(per, limit, Of(key)));
        return Self;
    }

    private static Func<object?, string?> Of(Func<TArgument, string> key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return argument => key((TArgument)argument!);
    }
}
