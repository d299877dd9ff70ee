using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>
/// Turns a delegate into an invocation, as minimal APIs do: a parameter is the argument, the context, the token, or else a service.
/// </summary>
internal static class DelegateBinder
{
    /// <summary>The warning that .NET's analyzers report where such a handler is mapped.</summary>
    public const string Warning =
        "The handler is bound by reflection when the application starts, unless Streaq's source generator sees it in the call.";

    /// <exception cref="ArgumentException">The delegate does not fit the task. The message names the task and the parameter.</exception>
    [RequiresUnreferencedCode(Warning)]
    [RequiresDynamicCode(Warning)]
    public static BoundHandler<TArgument, TResult> Bind<TArgument, TResult>(TaskDefinition task, Delegate handler)
    {
        AsyncVoid.Refuse(task, handler);
        var argument = Expression.Parameter(typeof(TArgument), "argument");
        var context = Expression.Parameter(typeof(TaskContext), "context");
        var services = new List<RequiredService>();
        var arguments = new List<Expression>();
        ParameterInfo? payload = null;
        var parameters = Parameters(handler);
        foreach (var parameter in parameters)
        {
            if (parameter.ParameterType.IsByRef)
            {
                throw new ArgumentException(
                    $"Task '{task.Name}': parameter '{parameter.Name}' is passed by reference, which a handler can't have.",
                    nameof(handler));
            }

            if (parameter.ParameterType == typeof(TArgument))
            {
                if (payload is not null)
                {
                    throw new ArgumentException(
                        $"Task '{task.Name}': parameters '{payload.Name}' and '{parameter.Name}' both take the argument "
                        + $"({typeof(TArgument)}); a handler has one payload parameter.",
                        nameof(handler));
                }

                payload = parameter;
                arguments.Add(argument);
            }
            else if (parameter.ParameterType == typeof(TaskContext))
            {
                arguments.Add(context);
            }
            else if (parameter.ParameterType == typeof(CancellationToken))
            {
                arguments.Add(Expression.Property(context, nameof(TaskContext.CancellationToken)));
            }
            else
            {
                arguments.Add(Service(parameter, context, services));
            }
        }

        if (payload is null && typeof(TArgument) != typeof(NoArgument) && MeantForArgument<TArgument>(parameters) is { } meant)
        {
            throw new ArgumentException(
                $"Task '{task.Name}': parameter '{meant.Name}' is a {meant.ParameterType}, and no parameter takes the argument "
                + $"({typeof(TArgument)}); give it that very type.",
                nameof(handler));
        }

        var call = Expression.Invoke(Expression.Constant(handler, handler.GetType()), arguments);
        var body = HandlerResult.Adapt<TResult>(call, handler.Method.ReturnType)
            ?? throw new ArgumentException(
                $"Task '{task.Name}': the handler returns {handler.Method.ReturnType}, but the task's result is "
                + (typeof(TResult) == typeof(NoResult)
                    ? "none (return void, Task or ValueTask)."
                    : $"{typeof(TResult)} (return it, or a Task or ValueTask of it)."),
                nameof(handler));
        return new(
            Expression.Lambda<TaskInvocation<TArgument, TResult>>(body, argument, context).Compile(),
            services,
            Blocks: !HandlerResult.IsAwaited(handler.Method.ReturnType),
            HandlerAttributes.Of(handler));
    }

    /// <summary>
    /// Returns the parameters of the method that the delegate passes; their attributes and default values count. A delegate of an extension
    /// method holds the first one itself. A delegate of a static method may pass one more.
    /// </summary>
    [RequiresUnreferencedCode(Warning)]
    private static ParameterInfo[] Parameters(Delegate handler)
    {
        var (ofMethod, passed) = (handler.Method.GetParameters(), handler.GetType().GetMethod("Invoke")!.GetParameters());
        return ofMethod.Length < passed.Length ? passed : ofMethod[^passed.Length..];
    }

    /// <summary>Finds a parameter that was probably meant for the argument, but would be bound as an optional service.</summary>
    private static ParameterInfo? MeantForArgument<TArgument>(ParameterInfo[] parameters) =>
        Array.Find(parameters, static parameter =>
            parameter.ParameterType != typeof(CancellationToken)
            && (parameter.ParameterType.IsValueType || parameter.ParameterType == typeof(string)
                || parameter.ParameterType.IsAssignableFrom(typeof(TArgument))));

    [RequiresUnreferencedCode(Warning)]
    [RequiresDynamicCode(Warning)]
    private static UnaryExpression Service(ParameterInfo parameter, Expression context, List<RequiredService> services)
    {
        var key = parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key;
        var provider = Expression.Property(context, nameof(TaskContext.Services));
        var type = Expression.Constant(parameter.ParameterType);
        if (OptionalService.Default(parameter) is { } fallback)
        {
            var known = key is null
                ? Expression.Call(provider, nameof(IServiceProvider.GetService), null, type)
                : Expression.Call(
                    typeof(OptionalService), nameof(OptionalService.Keyed), null, provider, type, Expression.Constant(key, typeof(object)));
            return Expression.Convert(Expression.Coalesce(known, fallback), parameter.ParameterType);
        }

        services.Add(new RequiredService(parameter.ParameterType, key, $"parameter '{parameter.Name}'"));
        var service = key is null
            ? Expression.Call(
                typeof(ServiceProviderServiceExtensions),
                nameof(ServiceProviderServiceExtensions.GetRequiredService),
                null,
                provider,
                type)
            : Expression.Call(
                typeof(ServiceProviderKeyedServiceExtensions), nameof(ServiceProviderKeyedServiceExtensions.GetRequiredKeyedService), null,
                provider, type, Expression.Constant(key, typeof(object)));
        return Expression.Convert(service, parameter.ParameterType);
    }
}
