using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;
using Streaq.Hosting;

namespace Streaq;

/// <summary>A mapped task: the settings of its attempts, and the middleware around them.</summary>
public abstract class TaskMapping : IMiddlewareBuilder
{
    private protected TaskMapping(TaskDeclaration declared) => Declared = declared;

    /// <inheritdoc/>
    public IServiceCollection Services => Declared.Scope.Queue.Services;

    private protected TaskDeclaration Declared { get; }

    IMiddlewareBuilder IMiddlewareBuilder.Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        Add(middleware);
        return this;
    }

    IMiddlewareBuilder IMiddlewareBuilder.UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments)
    {
        AddClass<TMiddleware>(arguments);
        return this;
    }

    IMiddlewareBuilder IMiddlewareBuilder.UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure)
    {
        Declared.Scope.Add(MiddlewareBranch.StepOf(Services, condition, configure));
        return this;
    }

    private protected void Add(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Declared.Scope.Add(new LambdaStep(middleware));
    }

    private protected void AddClass<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        object[] arguments) where TMiddleware : class, ITaskMiddleware =>
        Declared.Scope.Add(new ClassStep<TMiddleware>(MiddlewareClass<TMiddleware>.Of(Services, arguments)));
}

/// <summary>A mapped task with a result.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public sealed class TaskMapping<TArgument, TResult> : ArgumentMapping<TArgument, TaskMapping<TArgument, TResult>>
{
    internal TaskMapping(TaskDeclaration declared) : base(declared)
    {
    }

    private protected override TaskMapping<TArgument, TResult> Self => this;

    /// <summary>Wraps the attempts of this task in a lambda with a typed context.</summary>
    /// <param name="middleware">Receives the context of the attempt and a delegate for the rest of the attempt.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public TaskMapping<TArgument, TResult> Use(Func<TaskContext<TArgument, TResult>, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Declared.Scope.Add(new LambdaStep(
            (context, next) => middleware((TaskContext<TArgument, TResult>)context, next), DelegateName.Of(middleware)));
        return this;
    }
}

/// <summary>A mapped task without a result.</summary>
/// <typeparam name="TArgument">The type of the argument.</typeparam>
public sealed class TaskMapping<TArgument> : ArgumentMapping<TArgument, TaskMapping<TArgument>>
{
    internal TaskMapping(TaskDeclaration declared) : base(declared)
    {
    }

    private protected override TaskMapping<TArgument> Self => this;

    /// <summary>Wraps the attempts of this task in a lambda with a typed context.</summary>
    /// <param name="middleware">Receives the context of the attempt and a delegate for the rest of the attempt.</param>
    /// <returns>This mapping.</returns>
    /// <exception cref="InvalidOperationException">The queue is in use.</exception>
    public TaskMapping<TArgument> Use(Func<TaskContext<TArgument>, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        Declared.Scope.Add(new LambdaStep(
            (context, next) => middleware((TaskContext<TArgument>)context, next), DelegateName.Of(middleware)));
        return this;
    }
}
