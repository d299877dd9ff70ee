using Streaq.Execution;
using Streaq.Hosting;

namespace Streaq;

/// <summary>Settings of a mapped task that depend on its argument.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <typeparam name="TSelf">The type of the mapping, which each call returns.</typeparam>
public abstract class ArgumentMapping<TArgument, TSelf> : FluentMapping<TSelf> where TSelf : ArgumentMapping<TArgument, TSelf>
{
    private protected ArgumentMapping(TaskDeclaration declared) : base(declared)
    {
    }

    /// <summary>
    /// Applies <see cref="FluentMapping{TSelf}.WithUnique()"/> to each key: two instances with different keys may run at a time.
    /// </summary>
    /// <param name="key">Returns the key of an argument: any text that is not empty.</param>
    /// <returns>This mapping.</returns>
    public TSelf WithUnique(Func<TArgument, string> key)
    {
        Limits.Unique = new UniqueRule(Of(key));
        return Self;
    }

    /// <summary>Applies <see cref="FluentMapping{TSelf}.WithMaxConcurrency(int)"/> to each key.</summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="key">Returns the key of an argument: any text that is not empty.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public TSelf WithMaxConcurrency(int limit, Func<TArgument, string> key)
    {
        Limits.Add(LimitRule.AtATime(limit, Of(key)));
        return Self;
    }

    /// <summary>Applies <see cref="FluentMapping{TSelf}.WithRateLimit(int, TimeSpan)"/> to each key.</summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="per">The length of the period, from 1 millisecond to 7 days; counted in whole milliseconds.</param>
    /// <param name="key">Returns the key of an argument: any text that is not empty.</param>
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
