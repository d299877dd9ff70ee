using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>What the container has to know to make a handler class.</summary>
internal static class HandlerServices
{
    /// <summary>What the container needs of such a class.</summary>
    public const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Returns what the constructor of a class needs from the service provider.</summary>
    /// <remarks>It looks at the services when it is enumerated, so that a later registration of the class counts.</remarks>
    /// <param name="handler">The class.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="given">The types of constructor arguments that do not come from the services.</param>
    /// <returns>The parameters; none when there are several constructors to choose from, or a factory.</returns>
    /// <exception cref="InvalidOperationException">The class has no public constructor.</exception>
    public static IEnumerable<RequiredService> RequiredBy(
        [DynamicallyAccessedMembers(Members)] Type handler,
        IServiceCollection services,
        params IReadOnlyList<Type> given)
    {
        var descriptor = services.LastOrDefault(service => service.ServiceType == handler && !service.IsKeyedService);
        if (descriptor is { ImplementationFactory: not null } or { ImplementationInstance: not null })
        {
            yield break;
        }

        var type = descriptor?.ImplementationType ?? handler;
        var constructors = type.GetConstructors();
        if (constructors.Length == 0)
        {
            throw new InvalidOperationException(
                $"{type} has no public constructor, so no attempt could create it: make one public, or register the class with a factory.");
        }

        if (constructors.Length > 1)
        {
            yield break;
        }

        foreach (var parameter in constructors[0].GetParameters())
        {
            if (!parameter.HasDefaultValue && !given.Any(parameter.ParameterType.IsAssignableFrom))
            {
                yield return new RequiredService(
                    parameter.ParameterType,
                    parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key,
                    $"parameter '{parameter.Name}' of the constructor of {handler}");
            }
        }
    }
}
