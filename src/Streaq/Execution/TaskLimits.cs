using System.Security.Cryptography;
using System.Text;
using Streaq.Storage;
using Streaq.Tasks;

namespace Streaq.Execution;

/// <summary>The limits that a task's attempts wait for before they begin, as mapped.</summary>
internal sealed class TaskLimits
{
    private readonly List<LimitRule> _rules = [];

    /// <summary>The rule that one instance runs at a time; <see langword="null"/> when any number may run.</summary>
    public UniqueRule? Unique { get; set; }

    private bool NeedsArgument => Unique?.KeyOf is not null || _rules.Exists(rule => rule.KeyOf is not null);

    /// <summary>Adds a limit. It replaces one of the same kind, among those with a key or among those without.</summary>
    public void Add(LimitRule rule)
    {
        _rules.RemoveAll(other => other.Kind == rule.Kind && other.KeyOf is null == rule.KeyOf is null);
        _rules.Add(rule);
    }

    /// <param name="task">The task's name.</param>
    /// <param name="argument">Returns the argument; called when a key depends on it.</param>
    /// <exception cref="InvalidOperationException">A key is null or empty.</exception>
    public StartConditions ConditionsOf(string task, Func<object?> argument)
    {
        var value = NeedsArgument ? argument() : null;
        return new(
            Unique is { } unique ? Name(task, unique.KeyOf, value) : null,
            [.. _rules.Select(rule => new Limit($"{rule.Kind}:{Name(task, rule.KeyOf, value)}", rule.Most, rule.Period))]);
    }

    private static string Name(string task, Func<object?, string?>? keyOf, object? argument)
    {
        if (keyOf is null)
        {
            return task;
        }

        var key = keyOf(argument);
        if (string.IsNullOrEmpty(key))
        {
            throw new InvalidOperationException(
                $"Task '{task}': the key of its limit, taken from its argument, is {(key is null ? "null" : "empty")}.");
        }

        // A key may be any text, a name in the store may not.
        return $"{task}:{(WireName.IsValid(key) ? key : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))))}";
    }
}

/// <summary>A limit of a task's attempts.</summary>
/// <param name="Kind">The letter in front of its name in the store.</param>
/// <param name="Most">The number of permits.</param>
/// <param name="Period">
/// The time in which that many attempts may start; <see langword="null"/> when the limit is on attempts at a time.
/// </param>
/// <param name="KeyOf">Takes the key from the argument; <see langword="null"/> when all tasks of the name share the limit.</param>
internal sealed record LimitRule(char Kind, int Most, TimeSpan? Period, Func<object?, string?>? KeyOf)
{
    private const char Concurrency = 'c';
    private const char Rate = 'r';

    /// <summary>The most permits of one limit, so that its data in the store stays small.</summary>
    private const int MostPermits = 100_000;

    private static readonly TimeSpan LongestPeriod = TimeSpan.FromDays(7);

    /// <summary>Limits the number of attempts at a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public static LimitRule AtATime(int limit, Func<object?, string?>? keyOf)
    {
        Check(limit);
        return new(Concurrency, limit, Period: null, keyOf);
    }

    /// <summary>Limits the number of starts within a time.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the time is out of range.</exception>
    public static LimitRule Within(TimeSpan per, int limit, Func<object?, string?>? keyOf)
    {
        Check(limit);
        ArgumentOutOfRangeException.ThrowIfLessThan(per, TimeSpan.FromMilliseconds(1));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(per, LongestPeriod);
        return new(Rate, limit, per, keyOf);
    }

    private static void Check(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, MostPermits);
    }
}

/// <summary>The rule that one instance of a task runs at a time.</summary>
/// <param name="KeyOf">
/// Takes a key from the argument, so that one instance runs for each key; <see langword="null"/> for one instance of the task.
/// </param>
internal sealed record UniqueRule(Func<object?, string?>? KeyOf);
