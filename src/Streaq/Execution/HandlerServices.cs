using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>Finds the services that the service provider needs to create a handler class.</summary>
internal static class HandlerServices
{
    /// <summary>The members that the service provider needs of such a class.</summary>
    public const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <summary>Returns the services that the constructor of a class requires.</summary>
    /// <remarks>Reads the registrations when it is enumerated, so that a later registration of the class counts.</remarks>
    /// <param name="handler">The class.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="given">The types of constructor arguments that do not come from the services.</param>
    /// <returns>
    /// The parameters of its constructor; none when it has several constructors, or is registered by a factory or an instance.
    /// </returns>
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
