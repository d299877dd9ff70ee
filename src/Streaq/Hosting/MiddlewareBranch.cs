using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Streaq.Execution;

namespace Streaq;

/// <summary>Middleware for the attempts that meet a condition: see <see cref="IMiddlewareBuilder.UseWhen"/>.</summary>
public sealed class MiddlewareBranch : IMiddlewareBuilder
{
    private readonly List<MiddlewareStep> _steps = [];

    private MiddlewareBranch(IServiceCollection services) => Services = services;

    /// <inheritdoc/>
    public IServiceCollection Services { get; }

    /// <inheritdoc cref="IMiddlewareBuilder.Use"/>
    public MiddlewareBranch Use(Func<TaskContext, TaskDelegate, Task> middleware)
    {
        ArgumentNullException.ThrowIfNull(middleware);
        _steps.Add(new LambdaStep(middleware));
        return this;
    }

    /// <inheritdoc cref="IMiddlewareBuilder.UseMiddleware"/>
    public MiddlewareBranch UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) where TMiddleware : class, ITaskMiddleware
    {
        _steps.Add(new ClassStep<TMiddleware>(MiddlewareClass<TMiddleware>.Of(Services, arguments)));
        return this;
    }

    /// <inheritdoc cref="IMiddlewareBuilder.UseWhen"/>
    public MiddlewareBranch UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure)
    {
        _steps.Add(StepOf(Services, condition, configure));
        return this;
    }

    IMiddlewareBuilder IMiddlewareBuilder.Use(Func<TaskContext, TaskDelegate, Task> middleware) => Use(middleware);

    IMiddlewareBuilder IMiddlewareBuilder.UseMiddleware<[DynamicallyAccessedMembers(MiddlewareClass.Needed)] TMiddleware>(
        params object[] arguments) => UseMiddleware<TMiddleware>(arguments);

    IMiddlewareBuilder IMiddlewareBuilder.UseWhen(Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure) =>
        UseWhen(condition, configure);

    internal static MiddlewareStep StepOf(
        IServiceCollection services, Func<TaskContext, bool> condition, Action<MiddlewareBranch> configure)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(configure);
        var branch = new MiddlewareBranch(services);
        configure(branch);
        return new BranchStep(condition, [.. branch._steps]);
    }
}
