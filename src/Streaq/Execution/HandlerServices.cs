using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>What the container has to know to make a handler class.</summary>
internal static class HandlerServices
{
    /// <summary>What the container needs of such a class.</summary>
    public const DynamicallyAccessedMemberTypes Members = DynamicallyAccessedMemberTypes.PublicConstructors;

    /// <returns>The parameters of its constructor; none when it has several to choose from, or is made by a factory.</returns>
    public static IReadOnlyList<RequiredService> RequiredBy(
        [DynamicallyAccessedMembers(Members)] Type handler, IServiceCollection services)
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
                .Where(parameter => !parameter.HasDefaultValue)
                .Select(parameter => new RequiredService(
                    parameter.ParameterType,
                    parameter.GetCustomAttribute<FromKeyedServicesAttribute>()?.Key,
                    $"parameter '{parameter.Name}' of the constructor of {handler}")),
        ];
    }
}
