using System.Collections.Frozen;
using Microsoft.Extensions.DependencyInjection;

namespace Streaq.Execution;

/// <summary>The tasks that this process can run, by name.</summary>
internal sealed class TaskRegistry(IEnumerable<TaskRegistration> registrations)
{
    private readonly FrozenDictionary<string, TaskRegistration> _byName =
        registrations.ToFrozenDictionary(registration => registration.Definition.Name, StringComparer.Ordinal);

    public int Count => _byName.Count;

    public TaskRegistration? Find(string name) => _byName.GetValueOrDefault(name);

    /// <exception cref="PayloadLossException">JSON would leave out a part of an argument or a result.</exception>
    public void CheckPayloads()
    {
        foreach (var registration in _byName.Values)
        {
            registration.CheckPayloads();
        }
    }

    /// <exception cref="InvalidOperationException">
    /// A handler requires a service that is not registered. The message names the task and the parameter.
    /// </exception>
    public void CheckServices(IServiceProviderIsService services)
    {
        foreach (var registration in _byName.Values)
        {
            foreach (var service in registration.Services.Where(service => !IsKnown(service, services)))
            {
                throw new InvalidOperationException(
                    $"{Missing(registration, service)}; "
                    + (registration is PayloadlessRegistration
                        ? "besides services its handler takes TaskContext and CancellationToken."
                        : $"besides services a handler takes the task's argument ({registration.Definition.ArgumentType}), "
                            + "TaskContext and CancellationToken."));
            }

            foreach (var service in registration.Layers.Services.Where(service => !IsKnown(service, services)))
            {
                throw new InvalidOperationException($"{Missing(registration, service)}: register it, or give it to UseMiddleware.");
            }
        }
    }

    private static bool IsKnown(RequiredService service, IServiceProviderIsService services) =>
        service.Key is { } key && services is IServiceProviderIsKeyedService keyed
            ? keyed.IsKeyedService(service.Type, key)
            : services.IsService(service.Type);

    private static string Missing(TaskRegistration registration, RequiredService service) =>
        $"Task '{registration.Definition.Name}': {service.For} asks for {service.Type}, which is not a registered service";
}
