using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>Finds the services that the service provider needs to create a handler class.</summary>
internal static class HandlerServices
{
    /// <summary>The members that the service provider needs of such a class.</summary>
    public const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <param name="handler">The class.</param>
    /// <param name="services">The application's services.</param>
    /// <param name="given">The types of constructor arguments that do not come from the services.</param>
    /// <returns>
    /// The parameters of its constructor; none when it has several constructors, or is registered by a factory or an instance.
    /// </returns>
    public static IReadOnlyList<RequiredService> RequiredBy(
        [DynamicallyAccessedMembers(Members)] Type handler,
        IServiceCollection services,
        params IReadOnlyList<Type> given)
    {
        var descriptor = services.LastOrDefault(service => service.ServiceType == handler && !service.IsKeyedService);
        var constructors = (descriptor?.ImplementationType ?? handler).GetConstructors();
        if (constructors.Length != 1 || descriptor is { ImplementationFactory: not null } or { ImplementationInstance: not null })
        {
            return [];
        }

        return
        [
            .. constructors[0].GetParameters()
                .Where(parameter => !parameter.HasDefaultValue && !given.Any(parameter.ParameterType.IsAssignableFrom))
                .Select(parameter => new RequiredService(
                    parameter.ParameterType,
                    parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key,
                    $"parameter '{parameter.Name}' of the constructor of {handler}")),
        ];
    }
}
