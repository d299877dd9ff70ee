using System.Diagnostics.CodeAnalysis;
using Streaq.Client;
using Streaq.Execution;
using Streaq.Hosting;

namespace Streaq;

/// <summary>Settings of every mapped task.</summary>
/// <typeparam name="TSelf">The type of the mapping, which each call returns.</typeparam>
public abstract class FluentMapping<TSelf> : TaskMapping where TSelf : FluentMapping<TSelf>
{
    private protected FluentMapping(TaskDeclaration declared) : base(declared)
    {
    }

    private protected abstract TSelf Self { get; }

    private protected TaskSettings Settings => Declared.Settings;

    /// <summary>Fails an attempt that runs longer. Default: no timeout.</summary>
    /// <param name="timeout">The longest time, positive and at most 30 days.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is not positive, or longer than 30 days.</exception>
    public TSelf WithTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(timeout, TimeSpan.FromDays(30));
        Settings.Timeout = timeout;
        return Self;
    }

    /// <summary>Sets how many attempts a task has, including retries and deliveries to workers that died. Default: 3.</summary>
    /// <param name="attempts">At least 1.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The number is less than 1.</exception>
    public TSelf WithMaxAttempts(int attempts)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(attempts, 1);
        Settings.MaxAttempts = attempts;
        return Self;
    }

    /// <summary>Sets how long outcome and result are kept. Default: 5 minutes.</summary>
    /// <param name="ttl">
    /// Zero: not stored at all, though a waiting client still gets the result; <see langword="null"/>: kept for ever.
    /// </param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative.</exception>
    public TSelf WithResultTtl(TimeSpan? ttl)
    {
        if (ttl is { } value)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero, nameof(ttl));
        }

        Settings.ResultTtl = ttl;
        return Self;
    }

    /// <summary>
    /// Allows one instance of the task to run at a time. Another instance that is about to start meanwhile fails with
    /// <see cref="TaskAlreadyRunningException"/> and leaves no dead letter. A task keeps its place through its retries. If its worker dies,
    /// the place is free when the lease of that worker has expired.
    /// </summary>
    /// <returns>This mapping.</returns>
    public TSelf WithUnique()
    {
        Limits.Unique = new UniqueRule(KeyOf: null);
        return Self;
    }

    /// <summary>
    /// Limits how many attempts of the task run at a time, on all workers together. Further tasks wait and begin in the order in which they
    /// became ready; the wait does not count as an attempt. It can be combined with one limit per key and with rate limits.
    /// </summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit is out of range.</exception>
    public TSelf WithMaxConcurrency(int limit)
    {
        Limits.Add(LimitRule.AtATime(limit, keyOf: null));
        return Self;
    }

    /// <summary>
    /// Limits how many attempts of the task start within any period of the given length, on all workers together; they may start all at
    /// once. Further tasks wait and begin in the order in which they became ready; the wait does not count as an attempt. Retries count as
    /// starts.
    /// </summary>
    /// <param name="limit">From 1 to 100,000.</param>
    /// <param name="per">The length of the period, from 1 millisecond to 7 days; counted in whole milliseconds.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The limit or the time is out of range.</exception>
    public TSelf WithRateLimit(int limit, TimeSpan per)
    {
        Limits.Add(LimitRule.Within(per, limit, keyOf: null));
        return Self;
    }

    /// <summary>Adds metadata to the task. Middleware reads it as <see cref="TaskContext.Metadata"/>.</summary>
    /// <param name="metadata">
    /// Objects of your own types. They take precedence over those of groups and over attributes of the handler.
    /// </param>
    /// <returns>This mapping.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public TSelf WithMetadata(params object[] metadata)
    {
        Declared.Scope.AddMetadata(metadata);
        return Self;
    }

    /// <summary>Wraps the attempts of this task in a lambda. The first that is registered is the outermost.</summary>
    /// <param name="middleware">Receives the context of the attempt and a delegate for the rest of the attempt.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public TSelf Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        Add(middleware);
        return Self;
    }

    /// <inheritdoc cref="IMiddlewareBuilder.UseMiddleware"/>
    /// <returns>This mapping.</returns>
    public TSelf UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskMiddleware
    {
        AddClass<TMiddleware>(arguments);
        return Self;
    }

    /// <inheritdoc cref="IMiddlewareBuilder.UseWhen"/>
    /// <returns>This mapping.</returns>
    public TSelf UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure)
    {
        Declared.Scope.Add(MiddlewareBranch.StepOf(Services, condition, configure));
        return Self;
    }

    /// <summary>Wraps the enqueues of this task in this process. The first that is registered is the outermost.</summary>
    /// <param name="middleware">Receives the context of the enqueue and a delegate for the rest of the enqueue.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public TSelf UseEnqueue(Func<EnqueueContext, EnqueueDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Declared.Scope.Add(new EnqueueStep(middleware));
        return Self;
    }

    /// <inheritdoc cref="StreaqBuilder.UseEnqueueMiddleware"/>
    /// <returns>This mapping.</returns>
    public TSelf UseEnqueueMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskEnqueueMiddleware
    {
        Declared.Scope.Add(EnqueueStep.Of(MiddlewareClass<TMiddleware>.OutsideOfScopes(Services, arguments)));
        return Self;
    }

    private protected TaskLimits Limits => Settings.Limits ??= new TaskLimits();
}
